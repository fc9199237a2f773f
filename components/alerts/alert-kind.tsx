import { Ban, ChartSpline, KeyRound, Waypoints } from "lucide-react";
import type { ReactNode } from "react";
import type { Alert } from "@/lib/features/alerts/contract";

/** Short names for filters. */
export const alertKindLabels: Record<Alert["kind"], string> = {
  traffic: "Traffic",
  new_network: "New network",
  rejections: "Rejections",
  revoked_use: "Revoked in use",
};

/** What is watched, in the words of the settings. */
export const watchedLabels: Record<Alert["credential"]["type"], string> = {
  api_key: "API keys",
  token: "Personal access tokens",
  oauth_app: "OAuth apps",
  session: "Sessions",
};

const icons: Record<Alert["kind"], ReactNode> = {
  traffic: <ChartSpline />,
  new_network: <Waypoints />,
  rejections: <Ban />,
  revoked_use: <KeyRound />,
};

/** The sign of a kind of alert; quiet once it is acknowledged. */
export function AlertIcon({ alert }: { alert: Pick<Alert, "kind" | "acknowledged_at"> }) {
  const tone = alert.acknowledged_at ? "bg-hover text-muted" : "bg-warning-soft text-warning-text";
  return (
    <span
      aria-hidden
      className={`flex size-9 shrink-0 items-center justify-center rounded-lg [&_svg]:size-4.5 ${tone}`}
    >
      {icons[alert.kind]}
    </span>
  );
}
