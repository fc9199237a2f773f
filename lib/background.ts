import "server-only";
import { runtime } from "@/lib/access/runtime";
import { recoveryJobs } from "@/lib/features/accounts/recovery/ask-reset";
import { signInJobs } from "@/lib/features/accounts/sign-in/half-way-notice";
import { alertJobs, tellOfActivity } from "@/lib/features/alerts/background";
import { tellExpiringInTime } from "@/lib/features/api-keys/expiry-notices";
import { expiryJobs } from "@/lib/features/api-keys/mail-expiry";
import { auditJobs, recordRefused, sealWritten } from "@/lib/features/audit/background";
import { budgetJobs, tellOfBudgets } from "@/lib/features/budgets/background";
import { evaluationJobs } from "@/lib/features/evaluations/run-evaluation";
import { keepReservations } from "@/lib/features/limits/background";
import { mailJobs } from "@/lib/features/mail/send-mail";
import { closePeriodsInTime } from "@/lib/features/metering/close-periods";
import { factorNoticeJobs } from "@/lib/features/organizations/factor-notice";
import { organizationJobs } from "@/lib/features/organizations/organization";
import { reportJobs } from "@/lib/features/reports/make-report";
import { webhookJobs } from "@/lib/features/webhooks/jobs";
import { every } from "@/lib/platform/every";
import type { JobHandlers } from "@/lib/platform/jobs";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { inBackground } from "@/lib/platform/whose-work";

/** Every kind of job and who does it: what features export is collected here and started by the server. */
export const jobHandlers: JobHandlers = {
  ...alertJobs,
  ...auditJobs,
  ...budgetJobs,
  ...recoveryJobs,
  ...signInJobs,
  ...evaluationJobs,
  ...expiryJobs,
  ...factorNoticeJobs,
  ...mailJobs,
  ...organizationJobs,
  ...reportJobs,
  ...webhookJobs(),
};

/** What is looked at every second, besides jobs. */
const watches = {
  tell_of_activity: tellOfActivity,
  record_refused: recordRefused,
  seal_events: sealWritten,
  keep_reservations: keepReservations,
  close_periods: closePeriodsInTime,
  tell_of_budgets: tellOfBudgets,
  tell_expiring: tellExpiringInTime,
};

const watchIntervalMs = 1_000;

/** Starts all work outside requests; the returned function ends what this process noted and has not told yet. */
export function startBackground(): () => Promise<void> {
  const { jobs, log } = runtime();
  jobs.start(jobHandlers);
  const stops = Object.entries(watches).map(([name, watch]) => {
    const run = () =>
      inBackground(watch).catch((error: unknown) => log("error", "watch_failed", { name, ...errorFields(error) }));
    const stop = every(watchIntervalMs, run);
    return async () => {
      await stop();
      await run();
    };
  });
  return async () => {
    for (const stop of stops) await stop();
  };
}
