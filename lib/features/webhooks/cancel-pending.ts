import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import type { JobHandler } from "@/lib/platform/jobs";

/** The kind of job that goes on cancelling; its payload is `{ endpointId, untilMs }`. */
export const cancelPendingJob = "webhooks.cancel";

/** So few that a request, or the attempt that switched the endpoint off, does not wait for them. */
const batchSize = 2_000;

/**
 * What was not sent yet to an endpoint that is switched off stays unsent until somebody asks for it. A job cancels what is
 * more than one statement's work.
 */
export async function cancelPending(
  tx: PrismaSession,
  endpointId: string,
  untilMs = runtime().clock.now(),
): Promise<void> {
  const { clock, jobs } = runtime();
  const cancelled = await tx.$executeRaw`
    UPDATE webhook_deliveries SET status = 'cancelled', next_attempt_at = NULL, completed_at = ${new Date(clock.now())}
     WHERE id = ANY (ARRAY(SELECT id FROM webhook_deliveries
                            WHERE endpoint_id = ${endpointId} AND status = 'pending' AND started_at <= ${new Date(untilMs)}
                            LIMIT ${batchSize} FOR UPDATE))`;
  if (cancelled === batchSize) await jobs.enqueue(tx, cancelPendingJob, { endpointId, untilMs });
}

/** Goes on with it; what was asked for again, or happened, after the endpoint was switched off is not meant. */
export const goOnCancelling: JobHandler = async ({ endpointId, untilMs }) => {
  await runtime().database.prisma.$transaction((tx) => cancelPending(tx, String(endpointId), Number(untilMs)));
  return undefined;
};
