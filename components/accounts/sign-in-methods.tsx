"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { failureText } from "@/components/ui/failure-text";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { ShownAlert } from "@/components/ui/shown-alert";
import { Skeleton } from "@/components/ui/skeleton";
import { UnreadState } from "@/components/ui/unread-state";
import {
  connectIdentityContract,
  disconnectIdentityContract,
  type SignInMethod,
  type SignInMethods,
} from "@/lib/features/accounts/provider-contract";
import { call } from "@/lib/http/call";
import { signInMethodsQuery } from "./account-queries";
import { PasswordRow, ProviderRow } from "./sign-in-method-row";
import { useRefreshFactors } from "./use-refresh-factors";

/** Few return from a provider, so that what tells the outcome is loaded only then. */
const notice = partOf(async () => (await import("./connect-outcome")).ConnectOutcomeNotice);

/** How the last attempt to connect a provider ended, as the page's address says. */
export type ConnectOutcome = { connected: string } | { error: string } | null;

/** The ways into the account: a password, and accounts of providers to connect and give up. */
export function SignInMethodsCard({ outcome }: { outcome: ConnectOutcome }) {
  const methods = useQuery(signInMethodsQuery);
  const { data, isPending } = methods;
  const [leaving, setLeaving] = useState<SignInMethod | null>(null);
  // Which ends sessions, and may leave a passkey as the only way in.
  const refresh = useRefreshFactors();

  const connect = useMutation({
    mutationFn: (provider: string) => call(connectIdentityContract, { params: { provider } }),
    onSuccess: ({ url }) => window.location.assign(url),
  });

  if (!data && !isPending) {
    return <UnreadState what="Sign-in methods" query={methods} />;
  }
  const isBusy = (provider: string) => (connect.isPending || connect.isSuccess) && connect.variables === provider;

  return (
    <Card title="Sign-in methods" description="The ways into this account; one of them always has to remain">
      <div className="empty:hidden [&>*]:mb-4">
        {connect.error ? (
          <ShownAlert>{failureText(connect.error)}</ShownAlert>
        ) : (
          outcome && <OnDemand part={notice} outcome={outcome} methods={data} />
        )}
      </div>
      {data ? (
        <ul className="-my-4 divide-y">
          <PasswordRow isSet={data.has_password} />
          {data.data.map((method) => (
            <ProviderRow
              key={method.provider}
              method={method}
              onlyWayIn={isOnlyWayIn(data, method.provider)}
              pending={isBusy(method.provider)}
              onConnect={() => connect.mutate(method.provider)}
              onDisconnect={() => setLeaving(method)}
            />
          ))}
        </ul>
      ) : (
        <div aria-hidden="true" className="space-y-4">
          <Skeleton className="h-11" />
          <Skeleton className="h-11" />
        </div>
      )}
      {leaving && (
        <ConfirmDialog
          danger
          title={`Disconnect ${leaving.label}?`}
          confirmLabel="Disconnect"
          action={() => call(disconnectIdentityContract, { params: { provider: leaving.provider } })}
          saved={() => ({ title: `${leaving.label} disconnected` })}
          refresh={refresh}
          onClose={() => setLeaving(null)}
        >
          <p>
            You can no longer sign in with it. You stay signed in here; your other sessions, session tokens of the API
            included, end.
          </p>
        </ConfirmDialog>
      )}
    </Card>
  );
}

/** What the server will say too: a provider that is switched off is no way in. */
function isOnlyWayIn({ has_password, has_passkey, data }: SignInMethods, provider: string): boolean {
  return (
    !has_password &&
    !has_passkey &&
    !data.some((other) => other.provider !== provider && other.configured && other.connected)
  );
}
