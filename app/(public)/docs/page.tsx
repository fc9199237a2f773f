import type { Metadata } from "next";
import { CopyPage } from "@/components/reference/copy-page";
import { CredentialsGuide } from "@/components/reference/credentials-guide";
import { EndpointIndex } from "@/components/reference/endpoint-index";
import { ErrorsGuide } from "@/components/reference/errors-guide";
import { LimitsGuide } from "@/components/reference/limits-guide";
import { markdownHref } from "@/components/reference/markdown-href";
import { OldAnchors } from "@/components/reference/old-anchors";
import { sessionOnlyEntries } from "@/components/reference/reference-entry";
import { ReferenceFrame } from "@/components/reference/reference-frame";
import { errorExamples } from "./error-examples";
import { reference } from "./reference";
import { refusedExample } from "./refused-example";

export const metadata: Metadata = {
  title: "API reference",
  description: "Every endpoint: who may call it, what it takes and what it answers.",
};

export default async function DocsPage() {
  const groups = await reference();
  return (
    <ReferenceFrame groups={groups} place={{ product: null }}>
      <OldAnchors />
      <Introduction />
      <CredentialsGuide sessionOnly={sessionOnlyEntries(groups)} />
      <LimitsGuide example={refusedExample()} />
      <ErrorsGuide errors={errorExamples()} />
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
        . Programs that read find every page as Markdown by{" "}
        <a href="/llms.txt" className="text-accent-text underline">
          llms.txt
        </a>
        .
      </p>
      <div className="mt-4">
        <CopyPage href={markdownHref("/docs")} />
      </div>
    </header>
  );
}
