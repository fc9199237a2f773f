import type { ReactNode } from "react";
import { RelativeTime } from "./relative-time";

/** The beginning of a sentence about a credential and its last use; `children` come before the full stop. */
export function LastUsed({ hint, at, children }: { hint: ReactNode; at: string | null; children?: ReactNode }) {
  return (
    <>
      <span className="font-mono text-foreground">{hint}</span>{" "}
      {at ? (
        <>
          was last used{" "}
          <strong className="text-foreground">
            <RelativeTime at={at} />
          </strong>
          {children}.
        </>
      ) : (
        "was never used."
      )}
    </>
  );
}
