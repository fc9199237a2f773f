"use client";
import { useMutation } from "@tanstack/react-query";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { failureText } from "@/components/ui/failure-text";
import { Skeleton } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import { type AdminOAuthApp, dashboardAppContracts } from "@/lib/features/oauth/contract";
import { call } from "@/lib/http/call";
import { useAnyApp, useRefreshAnyApps } from "./use-any-apps";

/** Asks once before an app is vouched for, or no longer; shows it as it is now, and not as the list once had it. */
export function VouchDialog({ app: listed, onClose }: { app: AdminOAuthApp; onClose: () => void }) {
  const refresh = useRefreshAnyApps();
  const { show } = useToast();
  const { data: app, error, isFetching, refetch } = useAnyApp(listed);
  const wanted = !listed.verified;
  // What nobody has looked at is not vouched for.
  const isUnseen = wanted && !app;
  const { client_id, name } = app ?? listed;
  const change = useMutation({
    mutationFn: () => call(dashboardAppContracts.vouch, { params: { client_id }, body: { verified: wanted } }),
    onSuccess: async () => {
      show({ title: wanted ? `${name} is verified` : `${name} is no longer verified` });
      await refresh();
      onClose();
    },
    onError: async (failure) => {
      show({ title: "Nothing changed", description: failureText(failure), tone: "danger" });
      await refresh();
      onClose();
    },
  });
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={wanted ? `Vouch for ${name}?` : `Withdraw the verification of ${name}?`}
      body={
        <div className="flex flex-col gap-3">
          <p>
            {wanted
              ? "Users will no longer be warned when it asks for their consent. Vouch only for apps whose makers you know, and whose addresses are theirs."
              : "Users will be warned again when it asks for their consent. What they have agreed to stays as it is."}
          </p>
          {error && <p className="text-danger-text">{failureText(error)}</p>}
          {!app && !error && <Skeleton className="h-20 w-full" />}
          {app && <Facts app={app} />}
        </div>
      }
      confirmLabel={isUnseen && error ? "Load again" : wanted ? "Verify app" : "Withdraw verification"}
      danger={!wanted}
      pending={change.isPending || (isUnseen && isFetching)}
      onConfirm={() => (isUnseen ? void refetch() : change.mutate())}
    />
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
        <ul className="max-h-40 overflow-y-auto break-all">
          {addresses.length === 0 && <li>Nowhere</li>}
          {addresses.map((address) => (
            <li key={address}>{address}</li>
          ))}
        </ul>
      </dd>
    </dl>
  );
}
