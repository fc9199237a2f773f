import { CircleHelp, Monitor, Smartphone, Tablet, Terminal } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { useSessionName } from "@/components/ui/session-name";
import type { SignedInSession } from "@/lib/features/accounts/session-contract";
import { deviceOf } from "@/lib/platform/user-agent";

const icons = { desktop: Monitor, phone: Smartphone, tablet: Tablet, program: Terminal, unknown: CircleHelp };

/** One sign-in: device, the address it was last used from, since when, last use, until when. */
export function SessionRow({
  session,
  pending,
  onEnd,
}: {
  session: SignedInSession;
  pending: boolean;
  onEnd: () => void;
}) {
  const device = deviceOf(session.user_agent);
  const name = useSessionName(device.name, session);
  const Icon = icons[device.kind];
  return (
    <li className="flex items-start gap-3 py-4 sm:items-center">
      <span
        aria-hidden
        className="flex size-9 shrink-0 items-center justify-center rounded-lg border bg-surface-sunken text-muted"
      >
        <Icon className="size-4.5" />
      </span>
      <div className="min-w-0 flex-1 text-sm">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium" title={session.user_agent ?? undefined}>
            {device.name}
          </span>
          {session.current && <Badge tone="success">This device</Badge>}
          {session.kind === "api" && <Badge tone="neutral">API token</Badge>}
        </p>
        <p className="mt-0.5 flex flex-col flex-wrap gap-x-2 text-muted sm:flex-row">
          <span className="break-all">{session.ip_address ?? "Unknown address"}</span>
          <span aria-hidden className="max-sm:hidden">
            ·
          </span>
          <span>
            Signed in <RelativeTime at={session.created_at} />
          </span>
          <span aria-hidden className="max-sm:hidden">
            ·
          </span>
          <span>
            {session.last_used_at ? (
              <>
                Last used <RelativeTime at={session.last_used_at} />
              </>
            ) : (
              "Not used since"
            )}
          </span>
          <span aria-hidden className="max-sm:hidden">
            ·
          </span>
          <span>
            Ends <RelativeTime at={session.expires_at} />
          </span>
        </p>
      </div>
      {!session.current && (
        <Button size="sm" pending={pending} onClick={onEnd} aria-label={`Sign out ${name}`}>
          Sign out
        </Button>
      )}
    </li>
  );
}
