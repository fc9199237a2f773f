import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import type { JobPayload } from "@/lib/platform/job-claims";

/** The kind of job that makes the attempts of one delivery. */
export const deliverJob = "webhooks.deliver";

/** The same for an endpoint of a customer: however many of these hang, they take no room of the organizations' own. */
export const customerDeliverJob = "webhooks.deliver-to-customer";

type Round = { id: string; endpointId: string; startedAt: Date };

/**
 * What such a job is given. A redelivery starts a new round of attempts with a job of its own, and the job of the round
 * before ends. So a delivery has one job, however often somebody asks for it. The lane is the endpoint.
 */
export function deliverPayload({ id, endpointId, startedAt }: Round, lane = endpointId): JobPayload {
  return { deliveryId: id, startedAtMs: startedAt.getTime(), lane };
}

/** Queues deliveries, each with the customer whose endpoint gets it; all of one customer's endpoints share a lane. */
export async function enqueueDeliveries(
  tx: PrismaSession,
  rounds: readonly (Round & { customerId: string | null })[],
): Promise<void> {
  const { jobs } = runtime();
  const own = rounds.flatMap(({ customerId, ...round }) => (customerId === null ? [deliverPayload(round)] : []));
  const theirs = rounds.flatMap(({ customerId, ...round }) =>
    customerId === null ? [] : [deliverPayload(round, customerId)],
  );
  if (own.length > 0) await jobs.enqueueAll(tx, deliverJob, own);
  if (theirs.length > 0) await jobs.enqueueAll(tx, customerDeliverJob, theirs);
}
