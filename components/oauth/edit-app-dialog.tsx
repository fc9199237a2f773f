"use client";
import { useState } from "react";
import { FormDialog, type Saved } from "@/components/ui/form-dialog";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useValues } from "@/components/ui/use-field";
import type { OAuthAppChange, OAuthAppView } from "@/lib/features/oauth/app-contract";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { call } from "@/lib/http/call";
import { appWords, changeBody, consequencesOf, draftOf, missingRedirect, undoOf } from "./app-draft";
import { AppForm } from "./app-form";
import type { ScopeOption } from "./app-words";
import { useRefreshOAuthApps } from "./use-oauth-apps";

type Props = { app: OAuthAppView; scopes: readonly ScopeOption[]; onClose: () => void };

/** Changes everything of an app but its type; says beforehand when that ends what was issued to it. */
export function EditAppDialog({ app, scopes, onClose }: Props) {
  const refresh = useRefreshOAuthApps();
  // The page reads the app again while this is open; what was opened is what is changed, and set back.
  const [before] = useState(app);
  const change = (body: OAuthAppChange) =>
    call(dashboardAppContracts.update, { params: { client_id: app.client_id }, body });
  const saved = (after: OAuthAppView): Saved => {
    const back = undoOf(before, after);
    const undo = async (body: OAuthAppChange) => {
      await change(body);
      await refresh();
    };
    return { title: "App saved", ...(back ? { undo: () => undo(back) } : {}) };
  };
  const form = useContractForm({
    values: draftOf(app),
    schema: dashboardAppContracts.update.body,
    bodyOf: (draft) => changeBody(draft, draftOf(before)),
    check: missingRedirect,
    words: appWords,
    send: change,
  });
  const draft = useValues(form.control);
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title={`Edit ${app.name}`}
      submitLabel="Save"
      note={<p role="status">{consequencesOf(app, draft).join(" ")}</p>}
      saved={saved}
      refresh={refresh}
    >
      <AppForm form={form} scopes={scopes} isNew={false} />
    </FormDialog>
  );
}
