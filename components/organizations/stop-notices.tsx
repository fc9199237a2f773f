import { ShieldAlert } from "lucide-react";
import type { ReactNode } from "react";
import { UtcDay } from "@/components/ui/utc-day";

/** That the organization asks its reader for two-step verification, by now (`isStopped`) or from a day on. */
export function SecondFactorNotice({ from, isStopped }: { from: string; isStopped: boolean }) {
  return (
    <StopNotice label="Two-step verification is required">
      {isStopped ? (
        "Your organization asks for two-step verification. Add a passkey or an authenticator app on this page; until then nothing else of the organization is open to you, and your tokens for it do not work."
      ) : (
        <>
          Your organization asks for two-step verification from <UtcDay at={from} /> on. Add a passkey or an
          authenticator app on this page before that.
        </>
      )}
    </StopNotice>
  );
}

/** That the customer is suspended for whom its reader acts. */
export function SuspendedCustomerNotice() {
  return (
    <StopNotice label="You are suspended in this organization">
      The customer for whom you act in this organization is suspended. Until that ends nothing of it is open to you;
      your account and your other organizations are.
    </StopNotice>
  );
}

function StopNotice({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section
      aria-label={label}
      className="flex items-start gap-3 rounded-xl border border-warning/50 bg-warning-soft p-4 text-sm"
    >
      <ShieldAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning-text" />
      <p>{children}</p>
    </section>
  );
}
