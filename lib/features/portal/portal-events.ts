import "server-only";
import type { Customer } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { type actedBy, recordEvent } from "@/lib/tenancy/events";

type PortalEvent = "portal.session_created" | "portal.session_opened" | "portal.session_ended";

/** Which session of which customer, and what was said of it. */
type Told = {
  id: string;
  customer: Pick<Customer, "id" | "externalId" | "name">;
  shows?: readonly string[];
  scopes?: readonly string[];
};

/** Records what happened to a portal session; never a secret of it, nor the customer's metadata. */
export async function recordPortalEvent(
  tx: PrismaSession,
  by: ReturnType<typeof actedBy>,
  type: PortalEvent,
  { id, customer, shows, scopes }: Told,
): Promise<void> {
  const data = {
    portal_session_id: id,
    customer_id: customer.id,
    external_id: customer.externalId,
    name: customer.name || customer.externalId,
    ...(shows ? { shows } : {}),
    ...(scopes ? { scopes } : {}),
  };
  await recordEvent(tx, { ...by, environment: "production", type, subjectId: customer.id, data });
}
