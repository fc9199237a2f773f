import { Fingerprint, LifeBuoy, Smartphone } from "lucide-react";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Factors, PasskeyView } from "@/lib/features/accounts/factors-contract";
import { WayInFacts } from "./way-in-facts";

/** The authenticator app: whether there is one, since when, and the ways to set it up, change or remove it. */
export function AppRow({
  app,
  pending,
  onSetUp,
  onRemove,
}: {
  app: Factors["authenticator"];
  pending: boolean;
  onSetUp: () => void;
  onRemove: () => void;
}) {
  return (
    <Row
      icon={<Smartphone aria-hidden className="size-4" />}
      name="Authenticator app"
      isOn={app !== null}
      actions={
        <>
          <Button size="sm" pending={pending} onClick={onSetUp}>
            {app ? "Change app" : "Set up app"}
          </Button>
          {app && (
            <Button size="sm" onClick={onRemove} aria-label="Remove authenticator app">
              Remove
            </Button>
          )}
        </>
      }
    >
      {app ? (
        <>
          Added <RelativeTime at={app.since} />
          {app.last_used_at && (
            <>
              {" · "}last used <RelativeTime at={app.last_used_at} />
            </>
          )}
        </>
      ) : (
        "Shows a new code every 30 seconds, also offline"
      )}
    </Row>
  );
}

/** What passkeys are, the button for another one, and below it those that there are. */
export function PasskeysRow({
  passkeys,
  isPossible,
  pending,
  onAdd,
  children,
}: {
  passkeys: readonly PasskeyView[];
  isPossible: boolean;
  pending: boolean;
  onAdd: () => void;
  children: ReactNode;
}) {
  return (
    <Row
      icon={<Fingerprint aria-hidden className="size-4" />}
      name="Passkeys"
      isOn={passkeys.length > 0}
      actions={
        isPossible && (
          <Button size="sm" pending={pending} onClick={onAdd}>
            Add passkey
          </Button>
        )
      }
      below={passkeys.length > 0 && <ul className="mt-3 divide-y border-t">{children}</ul>}
    >
      {isPossible
        ? "Sign in with a finger, a face, a PIN or a security key, without a password"
        : "Not possible here: this deployment's address is an IP address, and passkeys need a name"}
    </Row>
  );
}

/** One passkey by its name; the only way in says that it stays. */
export function PasskeyRow({
  passkey: { id, name, synced, created_at, last_used_at },
  onlyWayIn,
  onRename,
  onRemove,
}: {
  passkey: PasskeyView;
  onlyWayIn: boolean;
  onRename: () => void;
  onRemove: () => void;
}) {
  const reasonId = `${id}-only-way-in`;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3 text-sm last:pb-0">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          <span className="break-all">{name}</span>
          {synced && <Badge tone="neutral">Synced</Badge>}
        </p>
        <p className="mt-0.5 text-muted">
          Added <RelativeTime at={created_at} /> ·{" "}
          {last_used_at ? (
            <>
              last used <RelativeTime at={last_used_at} />
            </>
          ) : (
            "not used yet"
          )}
        </p>
        {onlyWayIn && (
          <p id={reasonId} className="mt-0.5 text-muted">
            Your only way in. Set a password before you remove it.
          </p>
        )}
      </div>
      <div className="flex gap-2">
        <Button size="sm" onClick={onRename} aria-label={`Rename ${name}`}>
          Rename
        </Button>
        <Button
          size="sm"
          disabled={onlyWayIn}
          onClick={onRemove}
          aria-label={`Remove ${name}`}
          aria-describedby={onlyWayIn ? reasonId : undefined}
        >
          Remove
        </Button>
      </div>
    </li>
  );
}

/** How many recovery codes are left, with a word before they run out. */
export function CodesRow({ left, onRenew }: { left: number; onRenew: () => void }) {
  return (
    <Row
      icon={<LifeBuoy aria-hidden className="size-4" />}
      name="Recovery codes"
      isOn={false}
      actions={
        <Button size="sm" onClick={onRenew}>
          Make new codes
        </Button>
      }
    >
      <span className={left <= 3 ? "text-warning-text" : undefined}>
        {left} of 10 left{left <= 3 && ". Make new ones before they run out"}
      </span>
    </Row>
  );
}

function Row({
  icon,
  name,
  isOn,
  actions,
  below,
  children,
}: {
  icon: ReactNode;
  name: string;
  isOn: boolean;
  actions?: ReactNode;
  below?: ReactNode;
  children: ReactNode;
}) {
  return (
    <li className="py-4">
      <div className="flex flex-wrap items-start gap-3 sm:flex-nowrap sm:items-center">
        <WayInFacts icon={icon} name={name} isOn={isOn}>
          {children}
        </WayInFacts>
        <div className="flex gap-2 max-sm:ml-12 max-sm:w-full">{actions}</div>
      </div>
      {below && <div className="sm:ml-12">{below}</div>}
    </li>
  );
}
