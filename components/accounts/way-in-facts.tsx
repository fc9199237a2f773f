import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";

/** What a row says of a way into the account: its icon and name, whether it is on, and a line about it. */
export function WayInFacts({
  icon,
  name,
  isOn,
  children,
}: {
  icon: ReactNode;
  name: string;
  isOn: boolean;
  children: ReactNode;
}) {
  return (
    <>
      <span className="flex size-9 shrink-0 items-center justify-center rounded-lg border bg-surface-sunken">
        {icon}
      </span>
      <div className="min-w-0 flex-1 text-sm">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium">{name}</span>
          {isOn && <Badge tone="success">On</Badge>}
        </p>
        <p className="mt-0.5 text-muted">{children}</p>
      </div>
    </>
  );
}
