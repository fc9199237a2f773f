import { KeyRound } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import type { SignInMethod } from "@/lib/features/accounts/provider-contract";
import { ProviderIcon } from "./provider-icons";
import { WayInFacts } from "./way-in-facts";

/** Whether email and password are a way in; the password itself has a card of its own. */
export function PasswordRow({ isSet }: { isSet: boolean }) {
  return (
    <Row icon={<KeyRound aria-hidden className="size-4" />} name="Email and password" isOn={isSet}>
      {isSet ? "Changed under Password" : "Not set. Set one under Password to sign in with it."}
    </Row>
  );
}

/** A provider's account: which one is connected, since when it is used, and the button to connect or give it up. */
export function ProviderRow({
  method: { provider, label, configured, connected },
  onlyWayIn,
  pending,
  onConnect,
  onDisconnect,
}: {
  method: SignInMethod;
  onlyWayIn: boolean;
  pending: boolean;
  onConnect: () => void;
  onDisconnect: () => void;
}) {
  const reasonId = `${provider}-only-way-in`;
  return (
    <Row
      icon={<ProviderIcon provider={provider} />}
      name={label}
      isOn={connected !== null}
      action={
        connected ? (
          <Button
            size="sm"
            disabled={onlyWayIn}
            onClick={onDisconnect}
            aria-label={`Disconnect ${label}`}
            aria-describedby={onlyWayIn ? reasonId : undefined}
          >
            Disconnect
          </Button>
        ) : (
          <Button size="sm" pending={pending} onClick={onConnect} aria-label={`Connect ${label}`}>
            Connect
          </Button>
        )
      }
    >
      {!connected && "Not connected"}
      {connected && (
        <>
          {connected.email && <span className="break-all">{connected.email} · </span>}
          {connected.last_used_at ? (
            <>
              Last used <RelativeTime at={connected.last_used_at} />
            </>
          ) : (
            "Never used"
          )}
        </>
      )}
      {connected && !configured && <span className="block">This deployment no longer offers {label}.</span>}
      {connected && onlyWayIn && (
        <span id={reasonId} className="block">
          Your only way in. Set a password before you disconnect it.
        </span>
      )}
    </Row>
  );
}

function Row({
  icon,
  name,
  isOn,
  action,
  children,
}: {
  icon: ReactNode;
  name: string;
  isOn: boolean;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <li className="flex items-start gap-3 py-4 sm:items-center">
      <WayInFacts icon={icon} name={name} isOn={isOn}>
        {children}
      </WayInFacts>
      {action}
    </li>
  );
}
