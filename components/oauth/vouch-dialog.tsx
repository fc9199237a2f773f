"use client";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { failureText } from "@/components/ui/failure-text";
import { ScrollList } from "@/components/ui/scroll-list";
import { Skeleton } from "@/components/ui/skeleton";
import type { AdminOAuthApp } from "@/lib/features/oauth/any-app-contract";
import { dashboardAppContracts } from "@/lib/features/oauth/contract";
import { call } from "@/lib/http/call";
import { useAnyApp, useRefreshAnyApps } from "./use-any-apps";

/** Asks once before an app is vouched for, or no longer. Shows it as it is now, and not as the list once had it. */
export function VouchDialog({ app: listed, onClose }: { app: AdminOAuthApp; onClose: () => void }) {
  const { data: app, error, isFetching, refetch } = useAnyApp(listed);
  const wanted = !listed.verified;
  const { client_id, name } = app ?? listed;
  return (
    <ConfirmDialog
      title={wanted ? `Vouch for ${name}?` : `Withdraw the verification of ${name}?`}
      confirmLabel={wanted ? "Verify app" : "Withdraw verification"}
      danger={!wanted}
      // An administrator vouches only for an app that they could look at.
      ready={!wanted || app !== undefined}
      action={() => call(dashboardAppContracts.vouch, { params: { client_id }, body: { verified: wanted } })}
      saved={() => ({ title: wanted ? `${name} is verified` : `${name} is no longer verified` })}
      refresh={useRefreshAnyApps()}
      onClose={onClose}
    >
      <p>
        {wanted
          ? "Users will no longer be warned when it asks for their consent. Vouch only for apps whose makers you know, and whose addresses are theirs."
          : "Users will be warned again when it asks for their consent. What they have agreed to stays as it is."}
      </p>
      {error && (
        <div className="flex flex-wrap items-center justify-between gap-2">
          <p className="text-danger-text">{failureText(error)}</p>
          <Button size="sm" pending={isFetching} onClick={() => void refetch()}>
            Load again
          </Button>
        </div>
      )}
      {!app && !error && <Skeleton className="h-20 w-full" />}
      {app && <Facts app={app} />}
    </ConfirmDialog>
  );
}

function Facts({ app }: { app: AdminOAuthApp }) {
  const addresses = app.redirect_uris;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 rounded-lg border p-3">
      <dt>Organization</dt>
      <dd className="break-words text-foreground">{app.organization.name}</dd>
      <dt>Homepage</dt>
      <dd className="break-all text-foreground">{app.homepage_url ?? "None"}</dd>
      <dt>Leads to</dt>
      <dd className="text-foreground">
        <ScrollList label="Addresses that it leads to" className="max-h-40 break-all">
          {addresses.length === 0 && <li>Nowhere</li>}
          {addresses.map((address) => (
            <li key={address}>{address}</li>
          ))}
        </ScrollList>
      </dd>
    </dl>
  );
}
