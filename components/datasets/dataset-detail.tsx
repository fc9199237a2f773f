"use client";
import { Upload } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { BackLink } from "@/components/ui/back-link";
import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/column";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import { TableList } from "@/components/ui/table-list";
import { useList } from "@/components/ui/use-list";
import { type Dataset, type DatasetRow, dashboardDatasetContracts } from "@/lib/features/datasets/contract";
import { call } from "@/lib/http/call";
import { datasetRowList } from "./dataset-lists";
import { ImportDialog } from "./import-dialog";
import { useRefreshDatasetList } from "./use-datasets";

/** One dataset: its rows, importing further ones, and deleting it. */
export function DatasetDetail({ dataset }: { dataset: Dataset }) {
  const router = useRouter();
  const list = useList(datasetRowList(dataset.id));
  const refreshLists = useRefreshDatasetList();
  const [action, setAction] = useState<"import" | "delete" | null>(null);
  return (
    <>
      <BackLink
        above={[{ href: "/dashboard/evaluations", label: "Evaluations" }]}
        href="/dashboard/evaluations/datasets"
        label="Datasets"
        current={dataset.name}
      />
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
      <TableList
        reachable
        list={list}
        nouns={["row", "rows"]}
        columns={rowColumns(list.rows)}
        rowKey={({ position }) => position}
        empty={{ title: "No rows yet", body: "Import a CSV or JSON file, or add rows by API." }}
      />
      {action === "import" && (
        <ImportDialog
          dataset={dataset}
          onClose={(done) => {
            setAction(null);
            if (done) router.refresh();
          }}
        />
      )}
      {action === "delete" && (
        <ConfirmDialog
          danger
          title={`Delete “${dataset.name}”?`}
          confirmLabel="Delete dataset"
          action={() => call(dashboardDatasetContracts.remove, { params: { id: dataset.id } })}
          onClose={(done) => {
            setAction(null);
            if (done) router.push("/dashboard/evaluations/datasets");
          }}
          refresh={refreshLists}
        >
          <p>Its {dataset.row_count.toLocaleString("en")} rows go with it. Results of finished evaluations stay.</p>
        </ConfirmDialog>
      )}
    </>
  );
}

/** A column for each variable that a row has, by name: what is stored keeps no order. */
function rowColumns(rows: readonly DatasetRow[]): Column<DatasetRow>[] {
  const names = [...new Set(rows.flatMap(({ variables }) => Object.keys(variables)))].sort((one, other) =>
    one.localeCompare(other),
  );
  return [
    { id: "row number", label: "Row", cell: ({ position }) => position },
    ...names.map((name) => ({
      id: `variable ${name}`,
      label: name,
      className: "min-w-0",
      cell: ({ variables }: DatasetRow) => {
        const text = Object.hasOwn(variables, name) ? String(variables[name]) : "–";
        return (
          <span className="min-w-0 break-words sm:block sm:max-w-80 sm:truncate" title={text}>
            {text}
          </span>
        );
      },
    })),
    { id: "expectations", label: "Expectations", cell: ({ expectations }) => expectations.length || "–" },
  ];
}
