import { Skeleton } from "@/components/ui/skeleton";
import { Sparkline } from "@/components/ui/sparkline";
import type { ShownActivity } from "./key-activity";

/** From this share of failed requests on, it stands out. */
const notableShare = 0.05;

/** The last seven days of a key as a small line, and how much of it failed. */
export function ActivityCell({ activity }: { activity: ShownActivity }) {
  if (activity === "loading") return <Skeleton className="h-4 w-20" />;
  if (activity === "unavailable") return <span className="text-xs text-warning-text">Usage unavailable</span>;
  if (activity === "hidden") {
    return (
      <span title="Usage is seen by the key's maker and admins" className="text-xs text-muted">
        Not yours to see
      </span>
    );
  }
  const { daily, requests, errors } = activity;
  if (requests === 0) return <span className="text-xs text-muted">No requests</span>;
  const share = errors / requests;
  return (
    <span className="flex items-center gap-2" title={`${counted(requests)} in 7 days, ${counted(errors)} failed`}>
      <span className="[&>svg]:h-6 [&>svg]:w-14">
        <Sparkline values={daily} label={`Requests of the last 7 days: ${daily.map(counted).join(", ")}`} />
      </span>
      <span className={`text-xs whitespace-nowrap ${share >= notableShare ? "text-danger-text" : "text-muted"}`}>
        {shareText(share)}
        <span className="sr-only"> of them failed</span>
      </span>
    </span>
  );
}

function counted(count: number): string {
  return count.toLocaleString("en");
}

/** Few failures among many requests are not none. */
function shareText(share: number): string {
  if (share === 0) return "0%";
  return share < 0.01 ? "< 1%" : `${Math.round(share * 100)}%`;
}
