import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** What went wrong with a whole form, announced when it appears. */
export function FormAlert({ children }: { children: ReactNode }) {
  return (
    <div aria-live="assertive">
      {children && (
        <div className="flex gap-2.5 rounded-lg bg-danger-soft px-3.5 py-3 text-sm text-danger-text">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <div className="min-w-0">{children}</div>
        </div>
      )}
    </div>
  );
}
