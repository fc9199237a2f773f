"use client";
import { ConfirmIdentity } from "@/components/accounts/confirm-identity";
import { TrialKey } from "@/components/api-keys/trial-key";
import { QueryProvider } from "@/components/layout/query-provider";
import type { Trial } from "@/components/reference/trial";
import { TrialForm } from "@/components/reference/trial-form";
import type { CodeMeaning } from "@/components/reference/trial-request";
import { ToastProvider } from "@/components/ui/toast";

export type TryPanelProps = {
  trial: Trial;
  errors: readonly CodeMeaning[];
  /** Whether the reader is signed in here, and so can make a key. */
  signedIn: boolean;
};

/** The form that sends the request, with the reader's keys where they are signed in. */
export function TryPanel({ trial, errors, signedIn }: TryPanelProps) {
  const { wish } = trial;
  return (
    <QueryProvider>
      <ToastProvider>
        <TrialForm
          trial={trial}
          errors={errors}
          keys={(use, secret) => {
            if (!wish) return null;
            return signedIn ? <TrialKey wish={wish} secret={secret} onUse={use} /> : <SignInForKey />;
          }}
        />
        <ConfirmIdentity />
      </ToastProvider>
    </QueryProvider>
  );
}

function SignInForKey() {
  const back = encodeURIComponent(window.location.pathname);
  return (
    <p className="text-sm text-muted">
      Paste a key, or{" "}
      <a href={`/sign-in?callbackUrl=${back}`} className="text-accent-text underline">
        sign in
      </a>{" "}
      to make one here.
    </p>
  );
}
