import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { CodeBlock } from "@/components/ui/code-block";
import type { SnippetLanguage } from "@/lib/http/code-language";
import { CopyPage } from "./copy-page";
import { EndpointErrors } from "./endpoint-errors";
import { FieldList, FieldRows } from "./field-list";
import { markdownHref } from "./markdown-href";
import { MethodBadge } from "./method-badge";
import { ProductLimits } from "./product-limits";
import type { ReferenceEntry } from "./reference-entry";
import { snippetIn } from "./snippet-languages";
import { Snippets } from "./snippets";

type Props = {
  entry: ReferenceEntry;
  /** What an answer says of limits; null where there are none. */
  limitHeaders: string | null;
  /** The language that the reader chose before. */
  language: SnippetLanguage;
  /** The way to send a request from the page. */
  tryIt: ReactNode;
};

/** One endpoint: what it takes on the left, how to call it and what it answers on the right. */
export function Endpoint({ entry, limitHeaders, language, tryIt }: Props) {
  const { method, path, title, lead, request, response, snippet, product, errors, href, described } = entry;
  return (
    <article aria-labelledby="endpoint">
      <h1 id="endpoint" className="text-display text-pretty">
        {title}
      </h1>
      <p className="mt-3 flex items-baseline gap-2">
        <MethodBadge method={method} />
        <code className="font-mono text-sm break-all">{path}</code>
      </p>
      {lead && <p className="mt-3 max-w-2xl text-pretty wrap-anywhere text-muted">{lead.replaceAll("`", "")}</p>}
      <div className="mt-4">
        <CopyPage href={markdownHref(href)} />
      </div>
      <div className="mt-8 grid gap-x-10 gap-y-8 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-8">
          {described && <Servers servers={described.servers} />}
          <Part id="access" title="Who may call">
            <Access entry={entry} />
          </Part>
          <Part id="parameters" title="Parameters">
            {request.length === 0 && <p className="text-sm text-muted">It takes none.</p>}
            {request.map((part) => (
              <FieldList key={part.title} {...part} />
            ))}
          </Part>
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Snippets request={snippet} initial={language} code={snippetIn(language, snippet)} />
          {tryIt}
          <Part id="answer" title={`Answer ${response.status}`}>
            <Answer response={response} />
          </Part>
        </div>
      </div>
      <div className="mt-10 flex flex-col gap-10">
        <Part id="errors" title="Errors">
          {errors.length === 0 && <p className="text-sm text-muted">Its document tells of none.</p>}
          <EndpointErrors errors={errors} />
        </Part>
        <Part id="limits" title="Limits">
          <ProductLimits product={product} />
          {limitHeaders !== null && <CodeBlock title="Limit headers of an answer" code={limitHeaders} />}
        </Part>
      </div>
    </article>
  );
}

function Part({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="flex flex-col gap-4">
      <h2 id={id} className="scroll-mt-20 text-heading">
        <a href={`#${id}`} className="inline-flex min-h-6 items-center hover:underline">
          {title}
        </a>
      </h2>
      {children}
    </section>
  );
}

/** Where requests go that are not for this deployment. */
function Servers({ servers }: { servers: readonly string[] }) {
  return (
    <Part id="servers" title="Server">
      {servers.length === 0 && <p className="text-sm text-muted">Its document names none.</p>}
      <ul className="flex flex-col gap-1 text-sm">
        {servers.map((server) => (
          <li key={server}>
            <code className="font-mono text-code break-all">{server}</code>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Answer({ response }: { response: ReferenceEntry["response"] }) {
  const { meaning } = response;
  return (
    <>
      {meaning !== null && <p className="text-sm text-pretty wrap-anywhere text-muted">{meaning}</p>}
      <AnswerBody response={response} />
    </>
  );
}

function AnswerBody({ response: { example, fields, media, status } }: { response: ReferenceEntry["response"] }) {
  if (example === null) {
    const kinds = new Intl.ListFormat("en", { type: "disjunction" }).format(media);
    const text = media.length > 0 ? `A file: ${kinds}.` : status === 302 ? "Leads a browser on." : "Without a body.";
    return <p className="text-sm text-muted">{text}</p>;
  }
  return (
    <>
      <CodeBlock title="Body" code={example} />
      {fields.length > 0 && (
        <details className="rounded-lg border px-3 py-2 text-sm">
          <summary className="py-0.5 font-medium pointer-coarse:py-3">Fields of the answer</summary>
          <FieldRows fields={fields} />
        </details>
      )}
    </>
  );
}

function Access({ entry: { callers, scope, conditions } }: { entry: ReferenceEntry }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 text-sm">
      <dt className="text-muted">Credential</dt>
      <dd className="flex flex-wrap gap-1.5">
        {callers.map((caller) => (
          <Badge key={caller} tone="neutral">
            {caller}
          </Badge>
        ))}
      </dd>
      <dt className="text-muted">Scope</dt>
      <dd>{scope === null ? "None" : <code className="font-mono text-code">{scope}</code>}</dd>
      {conditions.length > 0 && (
        <>
          <dt className="text-muted">Also</dt>
          <dd>{conditions.join(" ")}</dd>
        </>
      )}
    </dl>
  );
}
