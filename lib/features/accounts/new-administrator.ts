import "server-only";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { operator } from "@/lib/tenancy/events";
import { recordAccountEvent } from "./account-events";

/** By what somebody administers the deployment whom no administrator and no command has named. */
export type NamedBy = "first_user" | "set_up_token" | "ADMIN_EMAILS";

/** Tells the account of somebody who has become an administrator; by a setting it is the operator who made them one. */
export function recordNewAdministrator(
  tx: PrismaSession,
  userId: string,
  by: NamedBy,
  client: Client | null,
): Promise<void> {
  const actorId = by === "ADMIN_EMAILS" ? operator : userId;
  return recordAccountEvent(tx, "user.admin_changed", userId, client, { instance_admin: true, by }, actorId);
}
