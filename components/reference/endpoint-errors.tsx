import { CodeBlock } from "@/components/ui/code-block";
import type { EntryError } from "./reference-entry";

/** Every error of an endpoint by status and code, each with a whole body. */
export function EndpointErrors({ errors }: { errors: readonly EntryError[] }) {
  return (
    <div className="flex flex-col gap-2">
      {errors.map((error) => (
        <ToldOnce key={`${error.status} ${error.meaning}`} error={error} />
      ))}
    </div>
  );
}

function ToldOnce({ error: { status, code, meaning, example } }: { error: EntryError }) {
  const title = (
    <>
      <span className="font-medium tabular-nums">{status}</span>{" "}
      {code !== "" && <code className="font-mono text-code break-all">{code}</code>}{" "}
      <span className="text-muted wrap-anywhere">{meaning}</span>
    </>
  );
  if (example === "") return <p className="rounded-lg border px-3 py-2.5 text-sm">{title}</p>;
  return (
    <details className="rounded-lg border px-3 py-2 text-sm">
      <summary className="py-0.5 pointer-coarse:py-3">{title}</summary>
      <div className="mt-2 mb-1">
        <CodeBlock title={`Body of ${code === "" ? status : code}`} code={example} />
      </div>
    </details>
  );
}
