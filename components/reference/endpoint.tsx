import { Badge } from "@/components/ui/badge";
import { CodeBlock } from "@/components/ui/code-block";
import { AnswerFields } from "./answer-fields";
import { FieldList } from "./field-list";
import { MethodBadge } from "./method-badge";
import type { ReferenceEntry } from "./reference-entry";

// A browser lays an endpoint out when it comes near: there are more than anybody looks at.
const articleClass = "scroll-mt-20 border-t py-10 [contain-intrinsic-size:auto_32rem] [content-visibility:auto]";

/** One endpoint: what it takes on the left, how to call it and what it answers on the right. */
export function Endpoint({ entry }: { entry: ReferenceEntry }) {
  const { id, method, path, summary, request, response, curl } = entry;
  return (
    <article id={id} aria-labelledby={`${id}-title`} className={articleClass}>
      <h3 id={`${id}-title`} className="text-base font-semibold text-pretty">
        <a href={`#${id}`} className="hover:underline">
          {summary}
        </a>
      </h3>
      <p className="mt-1.5 flex items-baseline gap-2">
        <MethodBadge method={method} />
        <code className="font-mono text-sm break-all">{path}</code>
      </p>
      <div className="mt-5 grid gap-6 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-5">
          <Access entry={entry} />
          {request.map((part) => (
            <FieldList key={part.title} {...part} />
          ))}
          {response.fields.length > 0 && <AnswerFields fields={response.fields} />}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <CodeBlock title="curl" code={curl} />
          {response.example ? (
            <CodeBlock title={`Answer, ${response.status}`} code={response.example} />
          ) : (
            <p className="text-sm text-muted">Answers {response.status} without a body.</p>
          )}
        </div>
      </div>
    </article>
  );
}

function Access({ entry: { callers, scope, minimumPlan } }: { entry: ReferenceEntry }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 text-sm">
      <dt className="text-muted">Who may call</dt>
      <dd className="flex flex-wrap gap-1.5">
        {callers.map((caller) => (
          <Badge key={caller} tone="neutral">
            {caller}
          </Badge>
        ))}
      </dd>
      {scope && (
        <>
          <dt className="text-muted">Scope</dt>
          <dd>
            <code className="font-mono text-code">{scope}</code>
          </dd>
        </>
      )}
      {minimumPlan && (
        <>
          <dt className="text-muted">Plan</dt>
          <dd>{minimumPlan} or higher</dd>
        </>
      )}
    </dl>
  );
}
