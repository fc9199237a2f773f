"use client";
import { AppWindow, Plus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { LoadMore } from "@/components/ui/load-more";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { OAuthAppList, OAuthAppView } from "@/lib/features/oauth/contract";
import { AppBadges } from "./app-badges";
import { kindOf } from "./app-draft";
import { countOf, kindLabels, type ScopeOption, scopeWords } from "./app-words";
import { DevelopersCard } from "./developers-card";
import { RegisterAppDialog } from "./register-app-dialog";
import { RegistrationTokensCard } from "./registration-tokens-card";
import { useOAuthApps } from "./use-oauth-apps";

type Props = {
  first: OAuthAppList;
  loadedAtMs: number;
  limit: number;
  scopes: readonly ScopeOption[];
  issuer: string;
};

/** The page of OAuth apps: the list, registering one, and what their developers need to know. */
export function OAuthAppsView({ first, loadedAtMs, limit, scopes, issuer }: Props) {
  const [registering, setRegistering] = useState(false);
  const list = useOAuthApps(first, loadedAtMs, limit);
  const apps = list.data.pages.flatMap(({ data }) => data);
  const register = (label: string) => (
    <Button variant="primary" onClick={() => setRegistering(true)}>
      <Plus aria-hidden className="size-4" />
      {label}
    </Button>
  );
  return (
    <>
      <PageHeader
        title="OAuth apps"
        description="Let other software act for your users: they sign in here, see what it asks for, and agree. No password and no key changes hands."
        actions={register("Register app")}
      />
      <div className="flex flex-col gap-6">
        {list.isError && !list.isFetchNextPageError && (
          <FormAlert>This list may be out of date. {failureText(list.error)}</FormAlert>
        )}
        {apps.length === 0 ? (
          <EmptyState
            icon={<AppWindow />}
            title="No OAuth apps yet"
            body="Register your web app, mobile app or server to let it use the API with its users’ consent."
            action={register("Register your first app")}
          />
        ) : (
          <div>
            <AppTable apps={apps} scopes={scopes} />
            <LoadMore list={list} />
          </div>
        )}
        <DevelopersCard issuer={issuer} />
        <RegistrationTokensCard issuer={issuer} />
      </div>
      <RegisterAppDialog open={registering} onClose={() => setRegistering(false)} scopes={scopes} issuer={issuer} />
    </>
  );
}

function AppTable({ apps, scopes }: { apps: readonly OAuthAppView[]; scopes: readonly ScopeOption[] }) {
  return (
    <Table aria-label="OAuth apps">
      <THead>
        <tr>
          <TH>App</TH>
          <TH>Client ID</TH>
          <TH>Type</TH>
          <TH className="sm:max-lg:hidden">Permissions</TH>
          <TH>Users</TH>
          <TH className="sm:max-md:hidden">Last used</TH>
        </tr>
      </THead>
      <TBody>
        {apps.map((app) => (
          <TR key={app.client_id}>
            <TD className="max-w-72">
              <Link
                href={`/dashboard/oauth-apps/${app.client_id}`}
                className="block truncate font-medium text-foreground hover:underline"
                title={app.name}
              >
                {app.name}
              </Link>
              <span className="mt-1 flex flex-wrap gap-1">
                <AppBadges app={app} />
              </span>
            </TD>
            <TD label="Client ID">
              <span className="flex min-w-0 items-center gap-1">
                <span className="max-w-40 truncate font-mono text-xs" title={app.client_id}>
                  {app.client_id}
                </span>
                <CopyButton text={app.client_id} variant="ghost" size="sm" />
              </span>
            </TD>
            <TD label="Type">
              <Badge tone="neutral">{kindLabels[kindOf(app)]}</Badge>
            </TD>
            <TD label="Permissions" className="sm:max-lg:hidden">
              <span
                className="whitespace-nowrap"
                title={app.scopes.map((scope) => scopeWords(scope, scopes)).join("\n")}
              >
                {app.scopes.length === 1 ? (
                  <span className="font-mono text-xs">{app.scopes[0]}</span>
                ) : (
                  countOf(app.scopes.length, "permission")
                )}
              </span>
            </TD>
            <TD label="Users">
              {kindOf(app) === "service" ? <span className="text-muted">–</span> : app.users.toLocaleString("en")}
            </TD>
            <TD label="Last used" className="sm:max-md:hidden">
              {app.last_used_at ? (
                <RelativeTime at={app.last_used_at} />
              ) : (
                <span className="text-muted">Never used</span>
              )}
            </TD>
          </TR>
        ))}
      </TBody>
    </Table>
  );
}
