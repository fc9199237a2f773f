"use client";
import { useRouter } from "next/navigation";
import { FormDialog } from "@/components/ui/form-dialog";
import { revealOf } from "@/components/ui/secret-dialog";
import { useContractForm } from "@/components/ui/use-contract-form";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { call } from "@/lib/http/call";
import { appWords, emptyAppDraft, missingRedirect, newAppBody } from "./app-draft";
import { AppForm } from "./app-form";
import { revealedAppSecret } from "./app-secret";
import type { ScopeOption } from "./app-words";
import { useRefreshOAuthApps } from "./use-oauth-apps";

type Props = { open: boolean; onClose: () => void; scopes: readonly ScopeOption[]; issuer: string };

/** Registers an app, shows its secret in the same dialog where it has one, and leads to its page. */
export function RegisterAppDialog({ open, onClose, scopes, issuer }: Props) {
  const refresh = useRefreshOAuthApps();
  const router = useRouter();
  const form = useContractForm({
    values: emptyAppDraft,
    schema: dashboardAppContracts.create.body,
    bodyOf: newAppBody,
    check: missingRedirect,
    words: appWords,
    send: (body) => call(dashboardAppContracts.create, { body }),
    creates: "app",
    draft: "oauth-app",
  });
  return (
    <FormDialog
      open={open}
      onClose={(made) => {
        onClose();
        if (made) router.push(`/dashboard/oauth-apps/${made.app.client_id}`);
      }}
      form={form}
      title="Register an OAuth app"
      submitLabel="Register app"
      refresh={refresh}
      reveal={({ app, client_secret }) =>
        client_secret === null
          ? null
          : revealOf("Copy the client secret", revealedAppSecret(app, client_secret, issuer))
      }
    >
      <AppForm form={form} scopes={scopes} isNew />
    </FormDialog>
  );
}
