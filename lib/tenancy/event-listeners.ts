import "server-only";
import type { Environment } from "@/lib/access/catalogue";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";

type Happened = { type: string; organizationId: string; environment: Environment };

/** The enabled webhook endpoints that get an event: those that asked for it, and for alerts the receivers that the organization named. */
export async function listenersOf(
  tx: Pick<PrismaSession, "alertSettings">,
  { type, organizationId, environment }: Happened,
): Promise<Prisma.WebhookEndpointWhereInput> {
  const asking: Prisma.WebhookEndpointWhereInput = { events: { hasSome: [type, "*"] } };
  const own = { organizationId, environment, enabled: true };
  if (type !== "alert.raised") return { ...own, ...asking };
  const settings = await tx.alertSettings.findUnique({ where: { organizationId }, select: { webhookIds: true } });
  return { ...own, OR: [asking, { id: { in: settings?.webhookIds ?? [] } }] };
}
