import { openRuntime } from "@/lib/access/runtime";
import { webhookJobs } from "@/lib/features/webhooks/jobs";
import { readSettings } from "@/lib/platform/settings";

/** A process of its own that does nothing but deliver webhooks, for tests that kill it. */
export async function startWebhookWorker(env: NodeJS.ProcessEnv): Promise<void> {
  const runtime = await openRuntime(readSettings(env));
  runtime.jobs.start(webhookJobs());
}
