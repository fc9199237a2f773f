import "server-only";
import type { JobPayload } from "@/lib/platform/job-claims";

/** The kind of job that makes the attempts of one delivery. */
export const deliverJob = "webhooks.deliver";

/**
 * What such a job is given. A redelivery starts a new round of attempts with a job of its own, and the job of the round
 * before ends. So a delivery has one job, however often somebody asks for it. The lane is the endpoint.
 */
export function deliverPayload(delivery: { id: string; endpointId: string; startedAt: Date }): JobPayload {
  return { deliveryId: delivery.id, startedAtMs: delivery.startedAt.getTime(), lane: delivery.endpointId };
}
