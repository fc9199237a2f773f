"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { failureText } from "@/components/ui/failure-text";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { ShownAlert } from "@/components/ui/shown-alert";
import { Skeleton } from "@/components/ui/skeleton";
import { UnreadState } from "@/components/ui/unread-state";
import type { PasskeyView } from "@/lib/features/accounts/factors-contract";
import { factorsQuery } from "./account-queries";
import { AppRow, CodesRow, PasskeyRow, PasskeysRow } from "./factor-rows";
import { useBegun } from "./use-begun";

const authenticator = partOf(async () => (await import("./authenticator-dialog")).AuthenticatorDialog);
const addPasskey = partOf(async () => (await import("./add-passkey-dialog")).AddPasskeyDialog);
const recoveryCodes = partOf(async () => (await import("./recovery-codes-dialog")).RecoveryCodesDialog);
const removeApp = partOf(async () => (await import("./passkey-dialogs")).RemoveAppDialog);
const removePasskey = partOf(async () => (await import("./passkey-dialogs")).RemovePasskeyDialog);
const renamePasskey = partOf(async () => (await import("./passkey-dialogs")).RenamePasskeyDialog);

type Open = { kind: "remove-app" } | { kind: "codes" } | { kind: "rename" | "remove"; passkey: PasskeyView };

/** Two-step verification: the authenticator app, passkeys, and the codes for when both are lost. */
export function FactorsCard() {
  const factors = useQuery(factorsQuery);
  const { data, isPending } = factors;
  const [open, setOpen] = useState<Open | null>(null);
  const { app, passkey } = useBegun();
  const close = () => setOpen(null);

  if (!data && !isPending) {
    return <UnreadState what="Two-step verification" query={factors} />;
  }
  const isOn = data?.recovery_codes_left !== null && data !== undefined;
  const problem = app.error ?? passkey.error;

  return (
    <Card
      title="Two-step verification and passkeys"
      description="With one set up, your password or provider alone signs nobody in"
      actions={data && <Badge tone={isOn ? "success" : "neutral"}>{isOn ? "On" : "Off"}</Badge>}
    >
      {problem && (
        <div className="mb-4">
          <ShownAlert>{failureText(problem)}</ShownAlert>
        </div>
      )}
      {data ? (
        <ul className="-my-4 divide-y">
          <AppRow
            app={data.authenticator}
            pending={app.isPending}
            onSetUp={app.begin}
            onRemove={() => setOpen({ kind: "remove-app" })}
          />
          <PasskeysRow
            passkeys={data.passkeys}
            isPossible={data.passkeys_possible}
            pending={passkey.isPending}
            onAdd={passkey.begin}
          >
            {data.passkeys.map((one) => (
              <PasskeyRow
                key={one.id}
                passkey={one}
                onlyWayIn={data.passkey_is_only_way_in}
                onRename={() => setOpen({ kind: "rename", passkey: one })}
                onRemove={() => setOpen({ kind: "remove", passkey: one })}
              />
            ))}
          </PasskeysRow>
          {data.recovery_codes_left !== null && (
            <CodesRow left={data.recovery_codes_left} onRenew={() => setOpen({ kind: "codes" })} />
          )}
        </ul>
      ) : (
        <div aria-hidden="true" className="space-y-4">
          <Skeleton className="h-11" />
          <Skeleton className="h-11" />
        </div>
      )}
      {app.begun && <OnDemand part={authenticator} setup={app.begun} onClose={app.end} />}
      {passkey.begun && <OnDemand part={addPasskey} begun={passkey.begun} onClose={passkey.end} />}
      {open?.kind === "remove-app" && (
        <OnDemand part={removeApp} isLast={data?.passkeys.length === 0} onClose={close} />
      )}
      {open?.kind === "codes" && <OnDemand part={recoveryCodes} onClose={close} />}
      {open?.kind === "rename" && <OnDemand part={renamePasskey} passkey={open.passkey} onClose={close} />}
      {open?.kind === "remove" && (
        <OnDemand
          part={removePasskey}
          passkey={open.passkey}
          isLast={data?.passkeys.length === 1 && !data.authenticator}
          onClose={close}
        />
      )}
    </Card>
  );
}
