import { CodeBlock } from "@/components/ui/code-block";
import type { ToldError } from "@/lib/http/told-error";

/** Every error of an endpoint by status and code, each with a whole body. */
export function EndpointErrors({ errors }: { errors: readonly ToldError[] }) {
  return (
    <div className="flex flex-col gap-2">
      {errors.map(({ status, code, meaning, example }) => (
        <details key={`${status} ${meaning}`} className="rounded-lg border px-3 py-2 text-sm">
          <summary className="py-0.5">
            <span className="font-medium tabular-nums">{status}</span>{" "}
            <code className="font-mono text-code break-all">{code}</code> <span className="text-muted">{meaning}</span>
          </summary>
          <div className="mt-2 mb-1">
            <CodeBlock title={`Body of ${code}`} code={example} />
          </div>
        </details>
      ))}
    </div>
  );
}
