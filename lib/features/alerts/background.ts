import "server-only";
import type { JobHandlers } from "@/lib/platform/jobs";
import { mailAlertJob, raiseAlert } from "@/lib/watch/raise-alert";
import { tellCredits } from "@/lib/watch/tell-credits";
import { mailQuotaJob, type QuotaMail, tellQuota } from "@/lib/watch/tell-quota";
import { watches } from "@/lib/watch/watches";
import { mailAlert } from "./mail-alert";
import { mailQuota } from "./mail-quota";

/** The jobs that alerts and quota notices ask for. */
export const alertJobs: JobHandlers = {
  [mailAlertJob]: ({ alertId }) => mailAlert(String(alertId)),
  [mailQuotaJob]: async (payload) => {
    // Only `tellQuota` asks for this kind of job.
    await mailQuota(payload as QuotaMail);
    return undefined;
  },
};

/** Raises alerts and quota notices for what this process noted since the last time. */
export async function tellOfActivity(): Promise<void> {
  const { activity, quotas, credits } = watches();
  const outcomes = await Promise.allSettled([
    activity.flush(raiseAlert),
    quotas.flush(tellQuota),
    credits.flush(tellCredits),
  ]);
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
}
