import type { Metadata } from "next";
import { exampleLimitHeaders } from "@/app/(public)/example-limits";
import { CredentialsGuide } from "@/components/reference/credentials-guide";
import { EndpointIndex } from "@/components/reference/endpoint-index";
import { ErrorsGuide } from "@/components/reference/errors-guide";
import { LimitsGuide } from "@/components/reference/limits-guide";
import { OldAnchors } from "@/components/reference/old-anchors";
import { sessionOnlyEntries } from "@/components/reference/reference-entry";
import { Filterable } from "@/components/reference/reference-filter";
import { ReferenceFrame } from "@/components/reference/reference-frame";
import { ApiError } from "@/lib/http/api-error";
import { errorAnswer } from "@/lib/http/envelope";
import { errorExamples } from "./error-examples";
import { reference } from "./reference";

export const metadata: Metadata = {
  title: "API reference",
  description: "Every endpoint: who may call it, what it takes and what it answers.",
};

export default async function DocsPage() {
  const groups = reference();
  const [errors, refused] = await Promise.all([errorExamples(), refusedExample()]);
  return (
    <ReferenceFrame groups={groups} shown={groups} place={{ product: null }}>
      <OldAnchors />
      <Filterable texts={[]}>
        <Introduction />
        <CredentialsGuide sessionOnly={sessionOnlyEntries(groups)} />
        <LimitsGuide example={refused} />
        <ErrorsGuide errors={errors} />
      </Filterable>
      {groups.map((group) => (
        <EndpointIndex key={group.product} group={group} />
      ))}
    </ReferenceFrame>
  );
}

function Introduction() {
  return (
    <header className="pb-10">
      <h1 className="text-display">API reference</h1>
      <p className="mt-3 max-w-2xl text-pretty text-muted">
        Every endpoint of this deployment, from the same declarations that its gate enforces, with a page for each
        product and each endpoint. For tools and generated clients there is{" "}
        <a href="/openapi.json" className="text-accent-text underline">
          openapi.json
        </a>
        , and for the documents behind it the{" "}
        <a href="/docs/conformance" className="text-accent-text underline">
          tests that prove them
        </a>
        .
      </p>
    </header>
  );
}

/** A refused request to the prompts product, headers and body. */
async function refusedExample(): Promise<string> {
  const refusal = errorAnswer(new ApiError("rate_limited"), { path: "/v1/prompts", requestId: "example", nowMs: 0 });
  const headers = (exampleLimitHeaders("prompts", "refused") ?? []).map(([name, value]) => `${name}: ${value}`);
  return ["HTTP/1.1 429 Too Many Requests", ...headers, "", refusal.body].join("\n");
}
