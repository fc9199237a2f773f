import "server-only";
import { runtime } from "@/lib/access/runtime";
import { inTransaction } from "@/lib/platform/transaction";
import { operator } from "@/lib/tenancy/events";
import { makeResetLink, type ResetLink } from "./reset-link";

/** Makes a link for the operator to hand over; it proves no address, because no mailbox received it. */
export function makeLinkByOperator(user: { id: string; email: string }): Promise<ResetLink> {
  return inTransaction(runtime(), (tx) => makeResetLink(tx, user, { client: null, actorId: operator, mailed: false }));
}
