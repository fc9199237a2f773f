"use client";
import { Table2 } from "lucide-react";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { AddButton } from "@/components/ui/add-button";
import { BackLink } from "@/components/ui/back-link";
import { Button } from "@/components/ui/button";
import { TableList } from "@/components/ui/table-list";
import { useList } from "@/components/ui/use-list";
import { datasetColumns } from "./dataset-columns";
import { datasetList } from "./dataset-lists";
import { ImportDialog } from "./import-dialog";

/** The page of datasets: the list, and making one from a file. */
export function DatasetsView() {
  const list = useList(datasetList);
  const [creating, setCreating] = useState(false);
  return (
    <>
      <BackLink href="/dashboard/evaluations" label="Evaluations" current="Datasets" />
      <PageHeader
        title="Datasets"
        description="Rows of values for a prompt's variables, each with what the text must satisfy. Evaluations go through them."
        actions={
          <AddButton variant="primary" onClick={() => setCreating(true)}>
            New dataset
          </AddButton>
        }
      />
      <TableList
        list={list}
        nouns={["dataset", "datasets"]}
        columns={datasetColumns}
        rowKey={({ id }) => id}
        empty={{
          icon: <Table2 />,
          title: "No datasets yet",
          body: "Import a CSV or JSON file of cases that your prompts have to handle.",
          action: (
            <Button variant="primary" onClick={() => setCreating(true)}>
              Import your first dataset
            </Button>
          ),
        }}
      />
      {creating && <ImportDialog dataset={null} onClose={() => setCreating(false)} />}
    </>
  );
}
