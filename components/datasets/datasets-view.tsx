"use client";
import { Plus, Table2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { BackLink } from "@/components/ui/back-link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { LoadMore } from "@/components/ui/load-more";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { DatasetList } from "@/lib/features/datasets/contract";
import { ImportDialog } from "./import-dialog";
import { useDatasets } from "./use-datasets";

/** The page of datasets: the list, and making one from a file. */
export function DatasetsView({ first, loadedAtMs }: { first: DatasetList; loadedAtMs: number }) {
  const list = useDatasets(first, loadedAtMs);
  const [creating, setCreating] = useState(false);
  const datasets = list.data.pages.flatMap((page) => page.data);
  return (
    <>
      <BackLink href="/dashboard/evaluations" label="Evaluations" />
      <PageHeader
        title="Datasets"
        description="Rows of values for a prompt's variables, each with what the text must satisfy. Evaluations go through them."
        actions={
          <Button variant="primary" onClick={() => setCreating(true)}>
            <Plus aria-hidden className="size-4" />
            New dataset
          </Button>
        }
      />
      {list.isError && (
        <div className="mb-4">
          <FormAlert>This list may be out of date. {failureText(list.error)}</FormAlert>
        </div>
      )}
      {datasets.length === 0 ? (
        <EmptyState
          icon={<Table2 />}
          title="No datasets yet"
          body="Import a CSV or JSON file of cases that your prompts have to handle."
          action={
            <Button variant="primary" onClick={() => setCreating(true)}>
              Import your first dataset
            </Button>
          }
        />
      ) : (
        <Table aria-label="Datasets">
          <THead>
            <tr>
              <TH>Name</TH>
              <TH>Rows</TH>
              <TH>Changed</TH>
            </tr>
          </THead>
          <TBody>
            {datasets.map((dataset) => (
              <TR key={dataset.id}>
                <TD className="max-w-96">
                  <Link
                    href={`/dashboard/evaluations/datasets/${dataset.id}`}
                    className="block truncate font-medium hover:underline"
                    title={dataset.name}
                  >
                    {dataset.name}
                  </Link>
                  <span className="block truncate text-xs text-muted">{dataset.description || dataset.id}</span>
                </TD>
                <TD label="Rows">{dataset.row_count.toLocaleString("en")}</TD>
                <TD label="Changed">
                  <RelativeTime at={dataset.updated_at} />
                </TD>
              </TR>
            ))}
          </TBody>
        </Table>
      )}
      <LoadMore list={list} />
      {creating && <ImportDialog dataset={null} onClose={() => setCreating(false)} />}
    </>
  );
}
