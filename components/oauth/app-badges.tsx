import { Badge } from "@/components/ui/badge";
import type { OAuthAppView } from "@/lib/features/oauth/contract";

/** Whether somebody vouches for an app, and whether it registered itself. */
export function AppBadges({ app }: { app: Pick<OAuthAppView, "verified"> & { dynamic?: boolean } }) {
  return (
    <>
      <Badge tone={app.verified ? "success" : "warning"}>{app.verified ? "Verified" : "Unverified"}</Badge>
      {app.dynamic && <Badge tone="neutral">Registered itself</Badge>}
    </>
  );
}
