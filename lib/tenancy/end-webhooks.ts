import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";

/** The kind of job that clears away what is left of a deleted webhook endpoint; its payload is `{ endpointId }`. */
export const clearWebhookJob = "webhooks.clear";

/**
 * Deletes webhook endpoints as far as anybody can see: they belong to no organization any more, have no secret, and get
 * nothing. Their deliveries, of which there may be hundreds of thousands, are cleared away by a job. Returns how many ended.
 */
export async function endWebhooks(
  tx: PrismaSession,
  where: { id: string } | { organizationId: string },
): Promise<number> {
  const { clock, jobs } = runtime();
  const ended = await tx.webhookEndpoint.updateManyAndReturn({
    where: { organizationId: { not: null }, ...where },
    data: {
      organizationId: null,
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
