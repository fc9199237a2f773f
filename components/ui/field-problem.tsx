import type { ReactNode } from "react";
import { classNames } from "./class-names";

/** What is wrong with a field or with what was tried, read out at once; nothing where nothing is. */
export function FieldProblem({ id, className, children }: { id?: string; className?: string; children: ReactNode }) {
  if (!children) return null;
  return (
    <p id={id} role="alert" className={classNames("text-sm text-danger-text", className)}>
      {children}
    </p>
  );
}
