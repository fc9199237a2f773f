import type { ReactNode } from "react";
import { count, percent } from "./figures";
import { Progress } from "./progress";

/** What is used of a limit; `children` say what else is to be known of it. */
export function LimitBar({
  of,
  label,
  used,
  limit,
  isUsedUp,
  children,
}: {
  /** What it is a limit of, for who hears the bar. */
  of: string;
  label: string;
  used: number;
  limit: number;
  isUsedUp: boolean;
  children: ReactNode;
}) {
  const share = limit === 0 ? 1 : used / limit;
  return (
    <div className="min-w-0">
      <div className="mb-1.5 flex items-baseline justify-between gap-3 text-sm">
        <span className="min-w-0 wrap-anywhere text-muted">{label}</span>
        <span className="shrink-0 tabular-nums">
          {count(used)} <span className="text-muted">/ {count(limit)}</span>{" "}
          <span className="ml-2 text-muted">{percent(Math.min(share, 1))}</span>
        </span>
      </div>
      <Progress value={Math.min(used, limit)} max={limit} label={`${of}, ${label.toLowerCase()}`} isUsedUp={isUsedUp} />
      <p className="mt-1.5 text-xs wrap-anywhere text-muted">{children}</p>
    </div>
  );
}
