import { classNames } from "@/components/ui/class-names";
import type { ReferenceMethod } from "@/lib/http/reference-address";

const tones: Record<ReferenceMethod, string> = {
  GET: "text-accent-text",
  POST: "text-success-text",
  PUT: "text-warning-text",
  PATCH: "text-warning-text",
  DELETE: "text-danger-text",
  HEAD: "text-accent-text",
  OPTIONS: "text-muted",
  TRACE: "text-muted",
};

export function MethodBadge({ method, className }: { method: ReferenceMethod; className?: string }) {
  return (
    <span className={classNames("inline-block font-mono text-xs font-semibold", tones[method], className)}>
      {method}
    </span>
  );
}
