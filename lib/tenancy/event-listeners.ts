import "server-only";
import type { Environment } from "@/lib/access/catalogue";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { isForCustomers } from "./customer-events";

type Happened = {
  type: string;
  organizationId: string;
  environment: Environment;
  /** The customers whom it concerns. */
  customerIds: readonly string[];
};

/**
 * The enabled webhook endpoints that get an event. They are those of the organization that asked for it, and for alerts
 * the receivers that it named. To them come those of the customers whom it concerns, unless they are suspended.
 */
export async function listenersOf(
  tx: Pick<PrismaSession, "alertSettings">,
  { type, organizationId, environment, customerIds }: Happened,
): Promise<Prisma.WebhookEndpointWhereInput> {
  const asking: Prisma.WebhookEndpointWhereInput = { events: { hasSome: [type, "*"] } };
  const on = { environment, enabled: true };
  const own = { ...on, organizationId, customerId: null };
  if (type === "alert.raised") {
    const settings = await tx.alertSettings.findUnique({ where: { organizationId }, select: { webhookIds: true } });
    return { ...own, OR: [asking, { id: { in: settings?.webhookIds ?? [] } }] };
  }
  if (customerIds.length === 0 || !isForCustomers(type)) return { ...own, ...asking };
  const theirs = { ...on, customerId: { in: [...customerIds] }, customer: { organizationId, suspendedAt: null } };
  return { ...asking, OR: [own, theirs] };
}
