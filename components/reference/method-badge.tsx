import { classNames } from "@/components/ui/class-names";
import type { Method } from "@/lib/http/contract";

const tones: Record<Method, string> = {
  GET: "text-accent-text",
  POST: "text-success-text",
  PUT: "text-warning-text",
  PATCH: "text-warning-text",
  DELETE: "text-danger-text",
};

export function MethodBadge({ method, className }: { method: Method; className?: string }) {
  return (
    <span className={classNames("inline-block font-mono text-xs font-semibold", tones[method], className)}>
      {method}
    </span>
  );
}
