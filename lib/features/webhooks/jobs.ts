import "server-only";
import type { JobHandlers } from "@/lib/platform/jobs";
import type { OutboundOptions } from "@/lib/platform/outbound";
import { clearWebhookJob } from "@/lib/tenancy/end-webhooks";
import { fanOutJob } from "@/lib/tenancy/events";
import { cancelPendingJob, goOnCancelling } from "./cancel-pending";
import { clearWebhook } from "./clear-webhook";
import { deliverHandler } from "./deliver";
import { fanOut } from "./fan-out";
import { customerDeliverJob, deliverJob } from "./jobs-of-webhooks";

/** More than the endpoints that one organization may have take up, two each, all of them hanging. */
const deliveriesAtOnce = 64;

/** The work of webhooks outside requests; `options` bound the calls of receivers. */
export function webhookJobs(options: Omit<OutboundOptions, "allow"> = {}): JobHandlers {
  return {
    [fanOutJob]: fanOut,
    [deliverJob]: { handle: deliverHandler(options), room: deliveriesAtOnce },
    [customerDeliverJob]: { handle: deliverHandler(options), room: deliveriesAtOnce },
    [cancelPendingJob]: goOnCancelling,
    [clearWebhookJob]: clearWebhook,
  };
}
