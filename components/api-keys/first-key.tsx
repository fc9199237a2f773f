"use client";
import { useMutation } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useId } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { StoredCheckbox } from "@/components/ui/secret-reveal";
import { useOnceShownSecrets } from "@/components/ui/use-once-shown-secrets";
import { dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import { call } from "@/lib/http/call";
import { useRefreshApiKeys } from "./use-api-keys";

/** A development key as the first steps need it. */
export type MadeKey = { id: string; secret: string };

const none: readonly string[] = [];
const wanted = {
  name: "First key",
  product: "prompts",
  environment: "development",
  scopes: ["prompts:read", "prompts:write"],
  expires_in_days: 90,
} as const;

/** Makes a development key by one click, and keeps the page until its secret is stored. */
export function FirstKey({
  made,
  hint,
  onMade,
}: {
  made: MadeKey | null;
  /** A key of the reader's that is there already, as lists show it. */
  hint: string | null;
  onMade: (key: MadeKey) => void;
}) {
  const noteId = useId();
  const refresh = useRefreshApiKeys();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(dashboardApiKeyContracts.create, { body: { ...wanted, scopes: [...wanted.scopes] } }),
    onSuccess: ({ data }) => {
      onMade({ id: data.id, secret: data.plainKey });
      void refresh();
    },
  });
  const secrets = useOnceShownSecrets(made ? [made.secret] : none, isPending);
  if (!made) {
    return (
      <div className="flex flex-col items-start gap-3">
        <p className="text-sm text-muted">
          {hint
            ? `You have the key ${hint}. Its secret was shown once; make another one if you did not store it.`
            : "It opens your development data alone, for 90 days. Its secret is shown once, here."}
        </p>
        {error && <FormAlert>{failureText(error)}</FormAlert>}
        <Button variant={hint ? "secondary" : "primary"} pending={isPending} onClick={() => mutate()}>
          <KeyRound aria-hidden className="size-4" />
          {hint ? "Create another development key" : "Create my development key"}
        </Button>
      </div>
    );
  }
  const taken = () => secrets.send({ kind: "taken", secret: made.secret });
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
