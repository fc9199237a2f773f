"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { failureText } from "@/components/ui/failure-text";
import { Field } from "@/components/ui/field";
import { FormAlert } from "@/components/ui/form-alert";
import { Select } from "@/components/ui/select";
import { useFirstProblemFocus } from "@/components/ui/use-first-problem-focus";
import { dashboardEvaluationContracts } from "@/lib/features/evaluations/contract";
import { call } from "@/lib/http/call";
import { draftProblem, type ExpectationDraft, expectationOf } from "./expectation-draft";
import { ExpectationFields } from "./expectation-fields";
import { useRefreshEvaluations } from "./use-evaluations";

/** A prompt or dataset that can be chosen; `count` is how many versions or rows it has. */
export type Choice = { id: string; name: string; count: number };

type Props = { prompts: readonly Choice[]; datasets: readonly Choice[]; onClose: () => void };

/** Chooses what is evaluated against what, and leads to the evaluation. */
export function NewEvaluationDialog({ prompts, datasets, onClose }: Props) {
  const formId = useId();
  const router = useRouter();
  const refresh = useRefreshEvaluations();
  const [promptId, setPromptId] = useState(prompts[0]?.id ?? "");
  const [version, setVersion] = useState("");
  const [datasetId, setDatasetId] = useState(datasets[0]?.id ?? "");
  const [drafts, setDrafts] = useState<ExpectationDraft[]>([]);
  const [problems, setProblems] = useState<ReadonlyMap<number, string>>(new Map());
  const form = useFirstProblemFocus(problems);
  const start = useMutation({
    mutationFn: () =>
      call(dashboardEvaluationContracts.create, {
        body: {
          prompt_id: promptId,
          dataset_id: datasetId,
          expectations: drafts.map(expectationOf),
          ...(version ? { version: Number(version) } : {}),
        },
      }),
    onSuccess: ({ id }) => {
      void refresh();
      onClose();
      router.push(`/dashboard/evaluations/${id}`);
    },
  });
  const latest = prompts.find(({ id }) => id === promptId)?.count ?? 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (start.isPending) return;
    const found = drafts.flatMap((draft) => {
      const problem = draftProblem(draft);
      return problem ? [[draft.id, problem] as const] : [];
    });
    setProblems(new Map(found));
    if (found.length === 0) start.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && !start.isPending && onClose()}
      title="Run an evaluation"
      description="It goes through the dataset's rows in the background; most take seconds."
      footer={
        <>
          <Button onClick={onClose} disabled={start.isPending}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={start.isPending}>
            Run
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {start.error && <FormAlert>{failureText(start.error)}</FormAlert>}
        <div className="grid gap-4 sm:grid-cols-[1fr_9rem]">
          <Field label="Prompt">
            {(props) => (
              <Select
                {...withoutUndefined(props)}
                value={promptId}
                onValueChange={(id) => {
                  setPromptId(id);
                  setVersion("");
                }}
                options={prompts.map(({ id, name }) => ({ value: id, label: name }))}
              />
            )}
          </Field>
          <Field label="Version">
            {(props) => (
              <Select
                {...withoutUndefined(props)}
                value={version}
                onValueChange={setVersion}
                options={[
                  { value: "", label: `Latest (${latest})` },
                  ...Array.from({ length: latest }, (_, place) => String(latest - place)).map((value) => ({
                    value,
                    label: value,
                  })),
                ]}
              />
            )}
          </Field>
        </div>
        <Field label="Dataset">
          {(props) => (
            <Select
              {...withoutUndefined(props)}
              value={datasetId}
              onValueChange={setDatasetId}
              options={datasets.map(({ id, name, count }) => ({
                value: id,
                label: `${name} (${count.toLocaleString("en")} rows)`,
              }))}
            />
          )}
        </Field>
        <ExpectationFields drafts={drafts} onDraftsChange={setDrafts} problems={problems} />
      </form>
    </Dialog>
  );
}

/** Optional props of a select may be absent, not undefined. */
function withoutUndefined({ id }: { id: string }) {
  return { id };
}
