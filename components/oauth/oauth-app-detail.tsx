"use client";
import { Ban, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { BackLink } from "@/components/ui/back-link";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { Menu } from "@/components/ui/menu";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import type { OAuthAppView } from "@/lib/features/oauth/app-contract";
import { AppBadges } from "./app-badges";
import { kindOf } from "./app-draft";
import { AppFacts } from "./app-facts";
import { AppSecretsCard } from "./app-secrets-card";
import { AppUsersCard } from "./app-users-card";
import { kindLabels, type ScopeOption } from "./app-words";
import { ConnectCard } from "./connect-card";
import { useOAuthApp } from "./use-oauth-apps";

const editDialog = partOf(async () => (await import("./edit-app-dialog")).EditAppDialog);
const deleteDialog = partOf(async () => (await import("./end-app-dialogs")).DeleteAppDialog);
const revokeDialog = partOf(async () => (await import("./end-app-dialogs")).RevokeAccessDialog);

type Props = { app: OAuthAppView; loadedAtMs: number; scopes: readonly ScopeOption[]; issuer: string };

/** One app: what it is and may do, its secrets, how to connect it, and how to end it. */
export function OAuthAppDetail({ app: first, loadedAtMs, scopes, issuer }: Props) {
  const { data: app, error } = useOAuthApp(first, loadedAtMs);
  const [action, setAction] = useState<"edit" | "revoke" | "delete" | null>(null);
  const done = () => setAction(null);
  return (
    <>
      <BackLink href="/dashboard/oauth-apps" label="OAuth apps" current={app.name} />
      <PageHeader
        title={app.name}
        description={
          <>
            <span className="flex flex-wrap items-center gap-1.5">
              <Badge tone="neutral">{kindLabels[kindOf(app)]}</Badge>
              <AppBadges app={app} />
            </span>
            {app.description && <span className="mt-2 block break-words">{app.description}</span>}
          </>
        }
        actions={
          <>
            <Button onClick={() => setAction("edit")}>
              <Pencil aria-hidden className="size-4" />
              Edit
            </Button>
            <Menu
              trigger={
                <Button aria-label="More actions" className="px-2.5">
                  <Ellipsis aria-hidden className="size-4" />
                </Button>
              }
              items={[
                { label: "Revoke all access…", icon: <Ban aria-hidden />, onSelect: () => setAction("revoke") },
                { label: "Delete…", icon: <Trash2 aria-hidden />, danger: true, onSelect: () => setAction("delete") },
              ]}
            />
          </>
        }
      />
      <div className="flex flex-col gap-6">
        {error && <FormAlert>What you see may be out of date. {failureText(error)}</FormAlert>}
        <AppFacts app={app} scopes={scopes} />
        {app.auth_method !== "none" && <AppSecretsCard app={app} issuer={issuer} />}
        {kindOf(app) !== "service" && <AppUsersCard app={app} onRevoke={() => setAction("revoke")} />}
        <ConnectCard app={app} issuer={issuer} />
      </div>
      {action === "edit" && <OnDemand part={editDialog} app={app} scopes={scopes} onClose={done} />}
      {action === "revoke" && <OnDemand part={revokeDialog} app={app} onClose={done} />}
      {action === "delete" && <OnDemand part={deleteDialog} app={app} onClose={done} />}
    </>
  );
}
