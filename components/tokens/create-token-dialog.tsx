"use client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { expiryPresets } from "@/components/ui/expiry";
import { ExpiryField } from "@/components/ui/expiry-field";
import { failureText, unclearOutcomeText } from "@/components/ui/failure-text";
import { Field } from "@/components/ui/field";
import { FormAlert } from "@/components/ui/form-alert";
import { Input } from "@/components/ui/input";
import { SecretDialog } from "@/components/ui/secret-dialog";
import { useFirstProblemFocus } from "@/components/ui/use-first-problem-focus";
import { dashboardTokenContracts, type NewToken } from "@/lib/features/tokens/contract";
import { CallError, call, isOutcomeUnknown } from "@/lib/http/call";
import { checkTokenDraft, maximumTokenDays, type TokenDraft, type TokenProblems, tokenProblems } from "./token-draft";
import { revealedToken } from "./token-secret";
import { useRefreshTokens } from "./use-tokens";

type Props = {
  open: boolean;
  /** Closed; `created` when a token was made meanwhile. */
  onClose: (created: boolean) => void;
  draft: TokenDraft;
  onDraftChange: (draft: TokenDraft) => void;
};

const noProblems: TokenProblems = {};
const presets = expiryPresets.filter((preset) => preset !== "never");

/** Creates a token and shows its secret in the same dialog. The draft lives outside, so closing loses nothing. */
export function CreateTokenDialog({ open, onClose, draft, onDraftChange }: Props) {
  const formId = useId();
  const [nowMs, setNowMs] = useState(() => Date.now());
  const [problems, setProblems] = useState(noProblems);
  const form = useFirstProblemFocus(problems);
  const refresh = useRefreshTokens();
  const create = useMutation({
    mutationFn: (body: NewToken) => call(dashboardTokenContracts.create, { body }),
    onError: (error) => setProblems(problemsOf(error)),
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (create.isPending || create.data) return;
    const submittedAtMs = Date.now();
    setNowMs(submittedAtMs);
    const checked = checkTokenDraft(draft, submittedAtMs);
    setProblems(checked.problems ?? noProblems);
    if (checked.body) create.mutate(checked.body);
  };
  const close = () => {
    // Only now, so that the list does not move under the secret.
    if (create.data || isOutcomeUnknown(create.error)) void refresh();
    onClose(create.data !== undefined);
    create.reset();
    setProblems(noProblems);
  };

  return (
    <SecretDialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title="Create personal access token"
      description="It acts as you: with it, a script may do whatever you may do through the API."
      revealTitle="Copy your new token"
      pending={create.isPending}
      revealed={create.data ? revealedToken(create.data, window.location.origin) : null}
      footer={
        <>
          <Button onClick={close} disabled={create.isPending}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={create.isPending}>
            Create token
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {problems.form && <FormAlert>{problems.form}</FormAlert>}
        <Field label="Name" error={problems.name ?? null} hint="The script or machine that will use it.">
          {(props) => (
            <Input
              {...props}
              // The dialog opens on the one thing that has to be typed.
              autoFocus
              value={draft.name}
              onChange={(event) => onDraftChange({ ...draft, name: event.target.value })}
              placeholder="Laptop"
              maxLength={100}
              autoComplete="off"
            />
          )}
        </Field>
        <ExpiryField
          value={draft.expiry}
          onValueChange={(expiry) => onDraftChange({ ...draft, expiry })}
          presets={presets}
          maximumDays={maximumTokenDays}
          nowMs={nowMs}
          error={problems.expires_in_days}
        />
      </form>
    </SecretDialog>
  );
}

function problemsOf(error: Error): TokenProblems {
  if (isOutcomeUnknown(error)) {
    return { form: unclearOutcomeText("token") };
  }
  const byField = error instanceof CallError ? tokenProblems(error.problems) : {};
  return Object.keys(byField).length > 0 ? byField : { form: failureText(error) };
}
