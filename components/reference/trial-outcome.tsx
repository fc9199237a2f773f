import { Badge } from "@/components/ui/badge";
import { CodeBlock } from "@/components/ui/code-block";
import type { CodeMeaning, Outcome } from "./trial-request";

/** What came back, with what the reference says of it where it is an error. */
export function TrialOutcome({ outcome, errors }: { outcome: Outcome | null; errors: readonly CodeMeaning[] }) {
  return (
    <div className="flex flex-col gap-3 empty:hidden">
      <p role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm empty:hidden">
        {outcome && <Headline outcome={outcome} errors={errors} />}
      </p>
      {outcome?.kind === "answer" && (
        <>
          <CodeBlock
            title="Headers of the answer"
            code={outcome.headers.map(([name, value]) => `${name}: ${value}`).join("\n")}
          />
          {outcome.body !== "" && <CodeBlock title="Body of the answer" code={outcome.body} />}
        </>
      )}
    </div>
  );
}

function Headline({ outcome, errors }: { outcome: Outcome; errors: readonly CodeMeaning[] }) {
  if (outcome.kind === "failure") return "No answer came. Check your connection and try again.";
  if (outcome.kind === "redirect") {
    return `A redirect after ${outcome.ms} ms. A browser does not tell a page where it leads; open it in a tab of its own.`;
  }
  const { status, ms, code } = outcome;
  const told = errors.find((error) => error.status === status && error.code === code);
  return (
    <>
      <Badge tone={status < 400 ? "success" : status < 500 ? "warning" : "danger"}>{status}</Badge>
      <span className="tabular-nums">{ms} ms</span>
      {code !== null && <code className="font-mono text-code break-all">{code}</code>}
      {told && <span className="text-muted">{told.meaning}</span>}
    </>
  );
}
