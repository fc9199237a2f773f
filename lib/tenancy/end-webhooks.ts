import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";

/** The kind of job that clears away what is left of a deleted webhook endpoint; its payload is `{ endpointId }`. */
export const clearWebhookJob = "webhooks.clear";

/** What is not deleted yet. */
const owned = { OR: [{ organizationId: { not: null } }, { customerId: { not: null } }] };

/**
 * Deletes webhook endpoints as far as anybody can see: they belong to no organization or customer any more, have no secret, and get
 * nothing. Those of an organization are its customers' too. Their deliveries, of which there may be hundreds of thousands, are cleared away by a job. Returns how many ended.
 */
export async function endWebhooks(
  tx: PrismaSession,
  of: { id: string } | { organizationId: string } | { customerId: string },
): Promise<number> {
  const { clock, jobs } = runtime();
  const ended = await tx.webhookEndpoint.updateManyAndReturn({
    where: { AND: [owned, "organizationId" in of ? { OR: [of, { customer: of }] } : of] },
    data: {
      organizationId: null,
      customerId: null,
      enabled: false,
      sealedSecret: "",
      sealedPreviousSecret: null,
      updatedAt: new Date(clock.now()),
    },
    select: { id: true },
  });
  const payloads = ended.map(({ id: endpointId }) => ({ endpointId }));
  if (ended.length > 0) await jobs.enqueueAll(tx, clearWebhookJob, payloads);
  return ended.length;
}
