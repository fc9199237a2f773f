"use client";
import { useMutation } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { StoredCheckbox } from "@/components/ui/secret-reveal";
import { type OnceShownSecrets, useOnceShownSecrets } from "@/components/ui/use-once-shown-secrets";
import { dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import { call } from "@/lib/http/call";
import { useRefreshApiKeys } from "./use-api-keys";

/** The development key of the first steps: what makes it, what was made, and whether its secret is stored. */
export type FirstKeyMaking = {
  made: { id: string; secret: string } | null;
  make: () => void;
  isPending: boolean;
  error: Error | null;
  secrets: OnceShownSecrets;
  /** Says that the secret was copied, by itself or within a line. */
  taken: () => void;
};

const none: readonly string[] = [];
const wanted = {
  name: "First key",
  product: "prompts",
  environment: "development",
  scopes: ["prompts:read", "prompts:write"],
  expires_in_days: 90,
} as const;

/** Makes a development key, and keeps the page until its secret is stored. */
export function useFirstKey(): FirstKeyMaking {
  const [made, setMade] = useState<FirstKeyMaking["made"]>(null);
  const refresh = useRefreshApiKeys();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(dashboardApiKeyContracts.create, { body: { ...wanted, scopes: [...wanted.scopes] } }),
    onSuccess: ({ data }) => {
      setMade({ id: data.id, secret: data.plainKey });
      void refresh();
    },
  });
  const secrets = useOnceShownSecrets(made ? [made.secret] : none, isPending);
  const taken = () => made && secrets.send({ kind: "taken", secret: made.secret });
  return { made, make: () => mutate(), isPending, error, secrets, taken };
}

/** The one click that makes the key, and the key itself once it is made. */
export function FirstKey({
  making: { made, make, isPending, error, secrets, taken },
  hint,
}: {
  making: FirstKeyMaking;
  /** A key of the reader's that is there already, as lists show it. */
  hint: string | null;
}) {
  const noteId = useId();
  if (!made) {
    return (
      <div className="flex flex-col items-start gap-3">
        <p className="text-sm text-muted">
          {hint
            ? `You have the key ${hint}. Its secret was shown once; make another one if you did not store it.`
            : "It opens your development data alone, for 90 days. Its secret is shown once, here."}
        </p>
        {error && <FormAlert>{failureText(error)}</FormAlert>}
        <Button variant={hint ? "secondary" : "primary"} pending={isPending} onClick={make}>
          <KeyRound aria-hidden className="size-4" />
          {hint ? "Create another key" : "Create my development key"}
        </Button>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <p id={noteId} className="text-sm text-muted">
        This is the only time it is shown. The line below holds it too.
      </p>
      <div className="flex flex-col gap-2 sm:flex-row sm:items-center">
        <code
          aria-describedby={noteId}
          className="min-w-0 flex-1 rounded-lg border bg-surface-sunken px-3 py-2 font-mono text-sm break-all"
        >
          {made.secret}
        </code>
        <CopyButton text={made.secret} label="Copy key" autoFocus onCopied={taken} />
      </div>
      <StoredCheckbox secrets={secrets} />
      <p role="alert" className="text-sm text-warning-text empty:hidden">
        {secrets.state.warnings > 0 && "Copy the key, or tick “I have stored it”, before you leave."}
      </p>
    </div>
  );
}
