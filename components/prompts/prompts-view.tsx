"use client";
import { MessageSquareText, Plus, SearchX } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { failureText } from "@/components/ui/failure-text";
import { LoadMore } from "@/components/ui/load-more";
import { RelativeTime } from "@/components/ui/relative-time";
import { SearchBox } from "@/components/ui/search-box";
import { Select } from "@/components/ui/select";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { TableSkeleton } from "@/components/ui/table-skeleton";
import { useAddress } from "@/components/ui/use-address";
import type { Prompt } from "@/lib/features/prompts/contract";
import { NewPromptDialog } from "./new-prompt-dialog";
import { type FirstPrompts, usePrompts } from "./use-prompts";
import { VisibilityBadge } from "./visibility-badge";

const filterNames = ["q", "visibility"] as const;
const visibilities = [
  { value: "", label: "Any visibility" },
  { value: "private", label: "Private" },
  { value: "public", label: "Public" },
];

/** The page of prompts: the list with its search, and making one. */
export function PromptsView({ first }: { first: FirstPrompts }) {
  const [filters, setFilters] = useAddress(filterNames);
  const [creating, setCreating] = useState(false);
  const list = usePrompts(filters, first);
  const prompts = list.data?.pages.flatMap((page) => page.data) ?? [];
  const filtered = filters.q !== "" || filters.visibility !== "";
  const isEmpty = list.isSuccess && prompts.length === 0 && !list.isPlaceholderData;
  const createButton = (label: string) => (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden className="size-4" />
      {label}
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Prompts"
        description="Texts with numbered versions that your code fetches by API. These are your production prompts; those of test keys are apart."
        actions={createButton("New prompt")}
      />
      {isEmpty && !filtered ? (
        <EmptyState
          icon={<MessageSquareText />}
          title="No prompts yet"
          body="Keep a prompt here and change it without a deployment: every change is a new version, and old ones stay."
          action={createButton("Create your first prompt")}
        />
      ) : (
        <>
          <search className="mb-4 flex flex-wrap items-center gap-2">
            <SearchBox
              label="Search prompts"
              placeholder="Part of the name"
              value={filters.q}
              onValueChange={(q) => setFilters({ q })}
            />
            <Select
              aria-label="Visibility"
              className="w-full sm:w-44"
              value={filters.visibility}
              onValueChange={(visibility) => setFilters({ visibility })}
              options={visibilities}
            />
          </search>
          {list.isPending && <TableSkeleton headings={["Name", "Visibility", "Versions", "Changed"]} what="prompts" />}
          {list.isError && prompts.length === 0 && (
            <ErrorState
              title="Prompts unavailable"
              body={failureText(list.error)}
              onRetry={() => void list.refetch()}
            />
          )}
          {isEmpty && (
            <EmptyState
              icon={<SearchX />}
              title="No prompt matches"
              body="No prompt fits this search and this filter."
              action={<Button onClick={() => setFilters({ q: "", visibility: "" })}>Clear filters</Button>}
            />
          )}
          {prompts.length > 0 && (
            <div className={list.isPlaceholderData ? "opacity-60 transition-opacity" : undefined}>
              <PromptTable prompts={prompts} />
            </div>
          )}
          <LoadMore list={list} />
        </>
      )}
      <NewPromptDialog open={creating} onClose={() => setCreating(false)} />
    </>
  );
}

function PromptTable({ prompts }: { prompts: readonly Prompt[] }) {
  return (
    <Table aria-label="Prompts">
      <THead>
        <tr>
          <TH>Name</TH>
          <TH>Visibility</TH>
          <TH>Latest version</TH>
          <TH>Changed</TH>
        </tr>
      </THead>
      <TBody>
        {prompts.map((prompt) => (
          <TR key={prompt.id}>
            <TD className="max-w-96">
              <Link
                href={`/dashboard/prompts/${prompt.id}`}
                className="block truncate font-medium hover:underline"
                title={prompt.name}
              >
                {prompt.name}
              </Link>
              <span className="block truncate text-xs text-muted">{prompt.description || prompt.id}</span>
            </TD>
            <TD label="Visibility">
              <VisibilityBadge visibility={prompt.visibility} />
            </TD>
            <TD label="Latest version">
              {prompt.latest_version > 0 ? prompt.latest_version : <span className="text-muted">No version yet</span>}
            </TD>
            <TD label="Changed">
              <RelativeTime at={prompt.updated_at} />
            </TD>
          </TR>
        ))}
      </TBody>
    </Table>
  );
}
