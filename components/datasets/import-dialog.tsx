"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ChangeEvent, type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { failureText } from "@/components/ui/failure-text";
import { Field } from "@/components/ui/field";
import { FormAlert } from "@/components/ui/form-alert";
import { Input, Textarea } from "@/components/ui/input";
import { Progress } from "@/components/ui/progress";
import { useFirstProblemFocus } from "@/components/ui/use-first-problem-focus";
import { type Dataset, dashboardDatasetContracts, type NewDatasetRow } from "@/lib/features/datasets/contract";
import { call } from "@/lib/http/call";
import { batchesOf, readRows } from "./import-rows";
import { useRefreshDatasets } from "./use-datasets";

const maxFileBytes = 20 * 1_048_576;
const example = "name,order\nAda,1001\nBob,1002";

/** Reads rows out of a file or a text: into a new dataset, or into one that is there. */
export function ImportDialog({ dataset, onClose }: { dataset: Dataset | null; onClose: (done: boolean) => void }) {
  const formId = useId();
  const router = useRouter();
  const refresh = useRefreshDatasets();
  const [name, setName] = useState("");
  const [text, setText] = useState("");
  const [replace, setReplace] = useState(false);
  const [problem, setProblem] = useState<{ name?: string; rows?: string }>({});
  const [sent, setSent] = useState({ done: 0, all: 0 });
  const form = useFirstProblemFocus(problem);

  const send = useMutation({
    mutationFn: async (rows: NewDatasetRow[]) => {
      const batches = batchesOf(rows);
      const target = dataset ?? (await call(dashboardDatasetContracts.create, { body: { name } }));
      const params = { id: target.id };
      for (const [index, batch] of batches.entries()) {
        setSent({ done: index, all: batches.length });
        const first = index === 0 && (replace || !dataset);
        await call(first ? dashboardDatasetContracts.replace : dashboardDatasetContracts.append, {
          params,
          body: { rows: batch },
        });
      }
      return target;
    },
    onSettled: () => void refresh(),
    onSuccess: ({ id }) => {
      onClose(true);
      if (!dataset) router.push(`/dashboard/evaluations/datasets/${id}`);
    },
  });

  const choose = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0];
    if (!file) return;
    if (file.size > maxFileBytes) return setProblem({ rows: "The file is larger than 20 MiB" });
    setProblem({});
    setText(await file.text());
    if (!name) setName(file.name.replace(/\.[^.]+$/, ""));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (send.isPending) return;
    const read = readRows(text);
    const missing = !dataset && name.trim() === "";
    if (read.rows && !missing) {
      setProblem({});
      send.mutate(read.rows);
    } else {
      setProblem({ ...(missing ? { name: "A name is needed" } : {}), ...(read.problem ? { rows: read.problem } : {}) });
    }
  };

  return (
    <Dialog
      open
      onOpenChange={(next) => !next && !send.isPending && onClose(false)}
      title={dataset ? "Import rows" : "New dataset"}
      description="From CSV, whose first line names the variables, or from JSON."
      footer={
        <>
          <Button onClick={() => onClose(false)} disabled={send.isPending}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={send.isPending}>
            {dataset ? "Import" : "Create dataset"}
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {send.error && (
          <FormAlert>
            {failureText(send.error)}
            {sent.done > 0 && ` ${sent.done} of ${sent.all} parts were imported.`}
          </FormAlert>
        )}
        {!dataset && (
          <Field label="Name" error={problem.name ?? null}>
            {(props) => (
              <Input
                {...props}
                autoFocus
                value={name}
                onChange={(event) => setName(event.target.value)}
                maxLength={200}
              />
            )}
          </Field>
        )}
        <Field label="File" hint="At most 10,000 rows.">
          {(props) => (
            <Input
              {...props}
              type="file"
              accept=".csv,.json,text/csv,application/json"
              onChange={choose}
              className="py-1.5 file:mr-3 file:cursor-pointer file:rounded file:border-0 file:bg-hover file:px-2 file:py-0.5 file:text-foreground"
            />
          )}
        </Field>
        <Field
          label="Or the rows themselves"
          error={problem.rows ?? null}
          hint="JSON rows can bring expectations of their own: see the reference of the API."
        >
          {(props) => (
            <Textarea
              {...props}
              rows={8}
              spellCheck={false}
              className="font-mono"
              placeholder={example}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        {dataset && dataset.row_count > 0 && (
          <Checkbox
            checked={replace}
            onCheckedChange={setReplace}
            label="Replace the rows that are there"
            description={`All ${dataset.row_count.toLocaleString("en")} go; otherwise the new ones are added at the end.`}
          />
        )}
        {send.isPending && sent.all > 1 && <Progress label="Imported" value={sent.done} max={sent.all} tone="accent" />}
      </form>
    </Dialog>
  );
}
