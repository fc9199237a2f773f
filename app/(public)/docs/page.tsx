import type { Metadata } from "next";
import Link from "next/link";
import { exampleLimitHeaders } from "@/app/(public)/example-limits";
import { Contents } from "@/components/reference/contents";
import { CredentialsGuide } from "@/components/reference/credentials-guide";
import { Endpoint } from "@/components/reference/endpoint";
import { ErrorsGuide } from "@/components/reference/errors-guide";
import { LimitsGuide } from "@/components/reference/limits-guide";
import { type ReferenceGroup, referenceGroups, sessionOnlyEntries } from "@/components/reference/reference-entry";
import { Filterable, FilterField, ReferenceFilter } from "@/components/reference/reference-filter";
import { ReferenceNav } from "@/components/reference/reference-nav";
import { runtime } from "@/lib/access/runtime";
import { contractTable } from "@/lib/contract-table";
import { ApiError } from "@/lib/http/api-error";
import { errorResponse } from "@/lib/http/envelope";
import { errorExamples } from "./error-examples";

export const metadata: Metadata = {
  title: "API reference",
  description: "Every endpoint: who may call it, what it takes and what it answers.",
};

const guides = [
  { id: "authentication", label: "Authentication" },
  { id: "limits", label: "Limits" },
  { id: "errors", label: "Errors" },
];

/** Made once: it reads every schema, and nothing of it changes while the process lives. */
let made: { origin: string; groups: ReferenceGroup[] } | null = null;
function groupsOf(origin: string): ReferenceGroup[] {
  if (made?.origin !== origin) made = { origin, groups: referenceGroups(contractTable, origin) };
  return made.groups;
}

export default async function DocsPage() {
  const groups = groupsOf(runtime().settings.publicUrl);
  const texts = groups.flatMap(({ entries }) => entries.map(({ searchText }) => searchText));
  const [errors, refused] = await Promise.all([errorExamples(), refusedExample()]);
  return (
    <ReferenceFilter>
      <div className="mx-auto max-w-7xl gap-12 px-4 sm:px-8 lg:grid lg:grid-cols-[17rem_minmax(0,1fr)]">
        <aside className="flex flex-col gap-5 pt-8 lg:sticky lg:top-14 lg:h-[calc(100dvh-3.5rem)] lg:overflow-y-auto lg:pb-8">
          <FilterField texts={texts} />
          <Contents>
            <ReferenceNav guides={guides} groups={groups} />
          </Contents>
        </aside>
        <div className="min-w-0 pt-8 pb-16 lg:pt-12">
          <Filterable texts={[]}>
            <Introduction />
            <CredentialsGuide sessionOnly={sessionOnlyEntries(groups)} />
            <LimitsGuide example={refused} />
            <ErrorsGuide errors={errors} />
          </Filterable>
          {groups.map((group) => (
            <EndpointGroup key={group.product} group={group} />
          ))}
        </div>
      </div>
    </ReferenceFilter>
  );
}

function Introduction() {
  return (
    <header className="pb-10">
      <h1 className="text-3xl font-semibold tracking-tight">API reference</h1>
      <p className="mt-3 max-w-2xl text-pretty text-muted">
        Every endpoint of this deployment, from the same declarations that its gate enforces. For tools and generated
        clients there is{" "}
        <a href="/openapi.json" className="text-accent-text underline">
          openapi.json
        </a>
        , and for the documents behind it the{" "}
        <Link href="/docs/conformance" className="text-accent-text underline">
          tests that prove them
        </Link>
        .
      </p>
    </header>
  );
}

function EndpointGroup({ group: { product, label, description, entries } }: { group: ReferenceGroup }) {
  return (
    <Filterable texts={entries.map(({ searchText }) => searchText)}>
      <section aria-labelledby={product}>
        <h2 id={product} className="scroll-mt-20 border-t pt-12 text-xl font-semibold tracking-tight">
          {label}
        </h2>
        <p className="mt-1 mb-8 text-muted">{description}</p>
        {entries.map((entry) => (
          <Filterable key={entry.id} texts={[entry.searchText]}>
            <Endpoint entry={entry} />
          </Filterable>
        ))}
      </section>
    </Filterable>
  );
}

/** A refused request to the prompts product, headers and body. */
async function refusedExample(): Promise<string> {
  const refusal = errorResponse(new ApiError("rate_limited"), { path: "/v1/prompts", requestId: "example", nowMs: 0 });
  const headers = (exampleLimitHeaders("prompts", "refused") ?? []).map(([name, value]) => `${name}: ${value}`);
  return ["HTTP/1.1 429 Too Many Requests", ...headers, "", await refusal.text()].join("\n");
}
