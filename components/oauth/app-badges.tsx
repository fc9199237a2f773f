import { Badge } from "@/components/ui/badge";
import type { OAuthAppView } from "@/lib/features/oauth/app-contract";

type Shown = Pick<OAuthAppView, "verified"> & Partial<Pick<OAuthAppView, "dynamic" | "status">>;

/** Whether somebody vouches for an app, whether it registered itself, and whether it has ended with what made it. */
export function AppBadges({ app }: { app: Shown }) {
  return (
    <>
      {app.status === "ended" && <Badge tone="danger">Ended</Badge>}
      <Badge tone={app.verified ? "success" : "warning"}>{app.verified ? "Verified" : "Unverified"}</Badge>
      {app.dynamic && <Badge tone="neutral">Registered itself</Badge>}
    </>
  );
}
