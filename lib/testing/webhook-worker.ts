import { webhookJobs } from "@/lib/features/webhooks/jobs";
import { openRuntime } from "@/lib/open-runtime";
import { readSettings } from "@/lib/platform/settings";

/** A process of its own that does nothing but deliver webhooks, for tests that kill it. */
export async function startWebhookWorker(env: NodeJS.ProcessEnv): Promise<void> {
  const runtime = await openRuntime(readSettings(env));
  runtime.jobs.start(webhookJobs());
}
