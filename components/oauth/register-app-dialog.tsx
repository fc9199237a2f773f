"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { failureText, unclearOutcomeText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { SecretDialog } from "@/components/ui/secret-dialog";
import { useFirstProblemFocus } from "@/components/ui/use-first-problem-focus";
import { dashboardAppContracts, type NewOAuthApp } from "@/lib/features/oauth/contract";
import { call, isOutcomeUnknown } from "@/lib/http/call";
import { type AppProblems, emptyAppDraft, newAppOf, refusedFields } from "./app-draft";
import { AppForm } from "./app-form";
import { revealedAppSecret } from "./app-secret";
import type { ScopeOption } from "./app-words";
import { useRefreshOAuthApps } from "./use-oauth-apps";

type Props = { open: boolean; onClose: () => void; scopes: readonly ScopeOption[]; issuer: string };

/** Registers an app, shows its secret in the same dialog where it has one, and leads to its page. */
export function RegisterAppDialog({ open, onClose, scopes, issuer }: Props) {
  const formId = useId();
  const [draft, setDraft] = useState(emptyAppDraft);
  const [problems, setProblems] = useState<AppProblems>({});
  const form = useFirstProblemFocus(problems);
  const refresh = useRefreshOAuthApps();
  const router = useRouter();
  const create = useMutation({
    mutationFn: (body: NewOAuthApp) => call(dashboardAppContracts.create, { body }),
    onSuccess: (created) => created.client_secret === null && leave(created.app.client_id),
    onError: (error) =>
      setProblems(
        isOutcomeUnknown(error)
          ? { form: unclearOutcomeText("app") }
          : (refusedFields(error, draft) ?? { form: failureText(error) }),
      ),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (create.isPending || create.data) return;
    const { body, problems: found } = newAppOf(draft);
    setProblems(found ?? {});
    if (body) create.mutate(body);
  };
  const reset = () => {
    create.reset();
    setProblems({});
    onClose();
  };
  const leave = (clientId: string) => {
    void refresh();
    setDraft(emptyAppDraft);
    reset();
    router.push(`/dashboard/oauth-apps/${clientId}`);
  };
  const close = () => {
    if (create.data) return leave(create.data.app.client_id);
    if (isOutcomeUnknown(create.error)) void refresh();
    reset();
  };
  const secret = create.data?.client_secret ?? null;
  return (
    <SecretDialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title="Register an OAuth app"
      revealTitle="Copy the client secret"
      pending={create.isPending}
      revealed={create.data && secret ? revealedAppSecret(create.data.app, secret, issuer) : null}
      footer={
        <>
          <Button onClick={close} disabled={create.isPending}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={create.isPending}>
            Register app
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {problems.form && <FormAlert>{problems.form}</FormAlert>}
        <AppForm draft={draft} onDraftChange={setDraft} problems={problems} scopes={scopes} isNew />
      </form>
    </SecretDialog>
  );
}
