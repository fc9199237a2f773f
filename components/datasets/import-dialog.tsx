"use client";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { failureText } from "@/components/ui/failure-text";
import { FormDialog } from "@/components/ui/form-dialog";
import { CheckField } from "@/components/ui/form-fields";
import { about } from "@/components/ui/form-problems";
import { Textarea } from "@/components/ui/input";
import { Progress } from "@/components/ui/progress";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { type Dataset, dashboardDatasetContracts, NewDataset } from "@/lib/features/datasets/contract";
import { call } from "@/lib/http/call";
import { FileField } from "./file-field";
import { batchesOf, readRows } from "./import-rows";
import { useRefreshDatasets } from "./use-datasets";

const empty = { name: "", rows: "", replace: false };
const example = "name,order\nAda,1001\nBob,1002";

/** Reads rows out of a file or a text: into a new dataset, or into one that is there. */
export function ImportDialog({ dataset, onClose }: { dataset: Dataset | null; onClose: (done: boolean) => void }) {
  const router = useRouter();
  const refresh = useRefreshDatasets();
  const [sent, setSent] = useState({ done: 0, all: 0 });
  // Another try of the same goes on where the last one stopped: it neither creates nor appends twice.
  const begun = useRef<{ wanted: string; target: Dataset; done: number; all: number } | null>(null);
  const form = useContractForm({
    values: empty,
    // The rows are checked as they are read, and are sent in parts.
    ...(dataset ? {} : { schema: NewDataset.pick({ name: true }) }),
    bodyOf: ({ name }) => ({ name }),
    words: { name: about("The name") },
    check: ({ rows }): Record<string, string> => {
      const { problem } = readRows(rows);
      return problem ? { rows: problem } : {};
    },
    send: async (_body, values) => {
      const batches = batchesOf(readRows(values.rows).rows ?? []);
      const wanted = JSON.stringify(values);
      if (begun.current?.wanted !== wanted) {
        const target = dataset ?? (await call(dashboardDatasetContracts.create, { body: { name: values.name } }));
        begun.current = { wanted, target, done: 0, all: batches.length };
      }
      const { current } = begun;
      for (const batch of batches.slice(current.done)) {
        setSent({ done: current.done, all: current.all });
        const first = current.done === 0 && (values.replace || !dataset);
        const contract = first ? dashboardDatasetContracts.replace : dashboardDatasetContracts.append;
        await call(contract, { params: { id: current.target.id }, body: { rows: batch } });
        current.done += 1;
      }
      return current.target;
    },
    draft: `rows ${dataset?.id ?? ""}`,
    alertOf: (error) => {
      const { done = 0, all = 0 } = begun.current ?? {};
      return `${failureText(error)}${done > 0 ? ` ${done} of ${all} parts are in; another try goes on from there.` : ""}`;
    },
  });
  const { control } = form;
  const takeText = (text: string, fileName: string) => {
    control.setProblems({});
    control.setValue("rows", text);
    if (!control.getValues("name")) control.setValue("name", fileName.replace(/\.[^.]+$/, ""));
  };
  return (
    <FormDialog
      form={form}
      onClose={(target) => {
        // Of what is in already no draft stays, or it would go in again.
        if (begun.current) form.reset(empty);
        onClose(target !== undefined);
        if (target && !dataset) router.push(`/dashboard/evaluations/datasets/${target.id}`);
      }}
      title={dataset ? "Import rows" : "New dataset"}
      description="From CSV, whose first line names the variables, or from JSON."
      submitLabel={dataset ? "Import" : "Create dataset"}
      refresh={refresh}
    >
      {!dataset && <TextField control={control} name="name" label="Name" autoFocus maxLength={200} />}
      <FileField onText={takeText} onProblem={(message) => control.setProblem("rows", message)} />
      <TextField
        control={control}
        name="rows"
        label="Or the rows themselves"
        hint="JSON rows can bring expectations of their own: see the reference of the API."
        as={Textarea}
        rows={8}
        spellCheck={false}
        className="font-mono"
        placeholder={example}
      />
      {dataset && dataset.row_count > 0 && (
        <CheckField
          control={control}
          name="replace"
          label="Replace the rows that are there"
          description={`All ${dataset.row_count.toLocaleString("en")} go; otherwise the new ones are added at the end.`}
        />
      )}
      {form.busy && sent.all > 1 && <Progress label="Imported" value={sent.done} max={sent.all} tone="accent" />}
    </FormDialog>
  );
}
