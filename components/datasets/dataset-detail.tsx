"use client";
import { useMutation } from "@tanstack/react-query";
import { Upload } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { BackLink } from "@/components/ui/back-link";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { LoadMore } from "@/components/ui/load-more";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { type Dataset, type DatasetRowList, dashboardDatasetContracts } from "@/lib/features/datasets/contract";
import { call } from "@/lib/http/call";
import { ImportDialog } from "./import-dialog";
import { useDatasetRows, useRefreshDatasets } from "./use-datasets";

type Props = { dataset: Dataset; first: DatasetRowList; loadedAtMs: number };

/** One dataset: its rows, importing further ones, and deleting it. */
export function DatasetDetail({ dataset, first, loadedAtMs }: Props) {
  const router = useRouter();
  const list = useDatasetRows(dataset.id, first, loadedAtMs);
  const refresh = useRefreshDatasets();
  const [action, setAction] = useState<"import" | "delete" | null>(null);
  const rows = list.data.pages.flatMap((page) => page.data);
  const names = [...new Set(rows.flatMap(({ variables }) => Object.keys(variables)))];
  const remove = useMutation({
    mutationFn: () => call(dashboardDatasetContracts.remove, { params: { id: dataset.id } }),
    onSuccess: () => {
      void refresh();
      router.push("/dashboard/evaluations/datasets");
    },
  });
  return (
    <>
      <BackLink href="/dashboard/evaluations/datasets" label="Datasets" />
      <PageHeader
        title={dataset.name}
        description={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span>{dataset.row_count.toLocaleString("en")} rows</span>
            <span className="font-mono text-xs break-all">{dataset.id}</span>
            <span>
              changed <RelativeTime at={dataset.updated_at} />
            </span>
          </span>
        }
        actions={
          <>
            <Button variant="primary" onClick={() => setAction("import")}>
              <Upload aria-hidden className="size-4" />
              Import rows
            </Button>
            <Button onClick={() => setAction("delete")}>Delete</Button>
          </>
        }
      />
      {rows.length === 0 ? (
        <EmptyState title="No rows yet" body="Import a CSV or JSON file, or add rows by API." />
      ) : (
        <Table aria-label="Rows">
          <THead>
            <tr>
              <TH>Row</TH>
              {names.map((name) => (
                <TH key={name} className="font-mono">
                  {name}
                </TH>
              ))}
              <TH>Expectations</TH>
            </tr>
          </THead>
          <TBody>
            {rows.map(({ position, variables, expectations }) => (
              <TR key={position}>
                <TD label="Row">{position}</TD>
                {names.map((name) => (
                  <TD key={name} label={name} className="min-w-0">
                    <span
                      className="min-w-0 break-words sm:block sm:max-w-80 sm:truncate"
                      title={valueText(variables, name)}
                    >
                      {valueText(variables, name)}
                    </span>
                  </TD>
                ))}
                <TD label="Expectations">{expectations.length || "–"}</TD>
              </TR>
            ))}
          </TBody>
        </Table>
      )}
      <LoadMore list={list} />
      {action === "import" && (
        <ImportDialog
          dataset={dataset}
          onClose={(done) => {
            setAction(null);
            if (done) router.refresh();
          }}
        />
      )}
      <ConfirmDialog
        open={action === "delete"}
        danger
        onOpenChange={(open) => !open && setAction(null)}
        title={`Delete “${dataset.name}”?`}
        confirmLabel="Delete dataset"
        pending={remove.isPending}
        onConfirm={() => remove.mutate()}
        body={
          <div className="flex flex-col gap-3">
            <p>Its {dataset.row_count.toLocaleString("en")} rows go with it. Results of finished evaluations stay.</p>
            {remove.error && <FormAlert>{failureText(remove.error)}</FormAlert>}
          </div>
        }
      />
    </>
  );
}

function valueText(variables: Readonly<Record<string, string | number | boolean>>, name: string): string {
  return Object.hasOwn(variables, name) ? String(variables[name]) : "–";
}
