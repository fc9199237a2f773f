import { ShieldAlert } from "lucide-react";
import { utcDay } from "@/components/ui/utc-date";

/** That the organization asks its reader for two-step verification, by now (`isStopped`) or from a day on. */
export function SecondFactorNotice({ from, isStopped }: { from: string; isStopped: boolean }) {
  return (
    <section
      aria-label="Two-step verification is required"
      className="flex items-start gap-3 rounded-xl border border-warning/50 bg-warning-soft p-4 text-sm"
    >
      <ShieldAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning-text" />
      <p>
        {isStopped
          ? "Your organization asks for two-step verification. Add a passkey or an authenticator app on this page; until then nothing else of the organization is open to you, and your tokens for it do not work."
          : `Your organization asks for two-step verification from ${utcDay(from)} on. Add a passkey or an authenticator app on this page before that.`}
      </p>
    </section>
  );
}
