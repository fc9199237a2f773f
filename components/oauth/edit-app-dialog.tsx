"use client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { useToast } from "@/components/ui/toast";
import { useFirstProblemFocus } from "@/components/ui/use-first-problem-focus";
import { dashboardAppContracts, type OAuthAppChange, type OAuthAppView } from "@/lib/features/oauth/contract";
import { call } from "@/lib/http/call";
import { type AppProblems, changeOf, consequencesOf, draftOf, refusedFields } from "./app-draft";
import { AppForm } from "./app-form";
import type { ScopeOption } from "./app-words";
import { useRefreshOAuthApps } from "./use-oauth-apps";

/** Changes everything of an app but its type; says beforehand when that ends what was issued to it. */
export function EditAppDialog({
  app,
  scopes,
  onClose,
}: {
  app: OAuthAppView;
  scopes: readonly ScopeOption[];
  onClose: () => void;
}) {
  const formId = useId();
  const [draft, setDraft] = useState(() => draftOf(app));
  const [problems, setProblems] = useState<AppProblems>({});
  const form = useFirstProblemFocus(problems);
  const refresh = useRefreshOAuthApps();
  const toast = useToast();
  const save = useMutation({
    mutationFn: (body: OAuthAppChange) =>
      call(dashboardAppContracts.update, { params: { client_id: app.client_id }, body }),
    onSuccess: () => {
      void refresh();
      toast.show({ title: "App saved", tone: "success" });
      onClose();
    },
    onError: (error) => setProblems(refusedFields(error, draft) ?? { form: failureText(error) }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { body, problems: found } = changeOf(draft);
    setProblems(found ?? {});
    if (body && !save.isPending) save.mutate(body);
  };
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && !save.isPending && onClose()}
      title={`Edit ${app.name}`}
      footer={
        <>
          <p className="text-sm text-warning-text sm:mr-auto sm:self-center" role="status">
            {consequencesOf(app, draft).join(" ")}
          </p>
          <Button onClick={onClose} disabled={save.isPending}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={save.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {problems.form && <FormAlert>{problems.form}</FormAlert>}
        <AppForm draft={draft} onDraftChange={setDraft} problems={problems} scopes={scopes} isNew={false} />
      </form>
    </Dialog>
  );
}
