"use client";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DayTime } from "@/components/ui/day-time";
import { ListFrame } from "@/components/ui/list-frame";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowsSkeleton } from "@/components/ui/rows-skeleton";
import { useList } from "@/components/ui/use-list";
import type { AuthorizedApp } from "@/lib/features/oauth/authorized-app-contract";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { call } from "@/lib/http/call";
import { AppBadges } from "./app-badges";
import { authorizedAppList } from "./app-lists";
import type { ScopeOption } from "./app-words";
import { ScopeList } from "./scope-list";
import { appsRefreshMs, useRefreshAuthorizedApps } from "./use-oauth-apps";

/** What may act for the user, and the way to end that. */
export function AuthorizedAppsView({ scopes }: { scopes: readonly ScopeOption[] }) {
  const list = useList(authorizedAppList, { refreshMs: appsRefreshMs });
  const refresh = useRefreshAuthorizedApps();
  const [withdrawing, setWithdrawing] = useState<AuthorizedApp | null>(null);
  return (
    <>
      <PageHeader
        title="Authorized apps"
        description="Apps that you let act for you, in all your organizations. Withdraw what you no longer use: it ends at once."
      />
      <ListFrame
        list={list}
        nouns={["authorized app", "authorized apps"]}
        empty={{
          icon: <ShieldCheck />,
          title: "No app acts for you",
          body: "When an app asks for your consent and you agree, it is listed here.",
        }}
        skeleton={<RowsSkeleton what="authorized apps" rowClass="h-40" />}
      >
        {(apps) => (
          <ul className="flex flex-col gap-4" aria-label="Authorized apps">
            {apps.map((app) => (
              <AppItem key={app.client_id} app={app} scopes={scopes} onWithdraw={() => setWithdrawing(app)} />
            ))}
          </ul>
        )}
      </ListFrame>
      {withdrawing && (
        <ConfirmDialog
          danger
          title={`Withdraw what ${withdrawing.name} may do?`}
          confirmLabel="Withdraw access"
          action={() => call(dashboardAppContracts.withdraw, { params: { client_id: withdrawing.client_id } })}
          saved={() => ({ title: `${withdrawing.name} can no longer act for you` })}
          refresh={refresh}
          onClose={() => setWithdrawing(null)}
        >
          <p>
            Its tokens are refused at once
            {withdrawing.organizations.length > 1 && ", in every organization"}. What it did so far stays. It can ask
            you again.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}

type ItemProps = { app: AuthorizedApp; scopes: readonly ScopeOption[]; onWithdraw: () => void };

function AppItem({ app, scopes, onWithdraw }: ItemProps) {
  return (
    <li className="rounded-xl border bg-surface p-4 sm:p-5">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <h2 className="flex flex-wrap items-center gap-x-2 gap-y-1 text-heading">
            <span className="min-w-0 break-words">{app.name}</span>
            <AppBadges app={app} />
          </h2>
          <p className="mt-0.5 text-sm break-words text-muted">
            For <span className="text-foreground">{app.organizations.map(({ name }) => name).join(", ")}</span>
            {app.homepage_url && <> · {new URL(app.homepage_url).host}</>}
          </p>
          <p className="mt-0.5 text-sm text-muted">
            Since <DayTime at={app.first_authorized_at} /> · last used <RelativeTime at={app.last_used_at} />
          </p>
        </div>
        <Button onClick={onWithdraw} aria-label={`Withdraw ${app.name}`} className="max-sm:w-full">
          Withdraw
        </Button>
      </div>
      <div className="mt-4 border-t pt-4">
        <p className="mb-1.5 text-sm text-muted">It can</p>
        {app.scopes.length > 0 ? (
          <ScopeList scopes={app.scopes} options={scopes} />
        ) : (
          <p className="text-sm">Know who you are; nothing else.</p>
        )}
      </div>
    </li>
  );
}
