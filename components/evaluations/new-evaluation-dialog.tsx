"use client";
import { useRouter } from "next/navigation";
import { useWatch } from "react-hook-form";
import { FormDialog } from "@/components/ui/form-dialog";
import { SelectField } from "@/components/ui/form-fields";
import { useContractForm } from "@/components/ui/use-contract-form";
import { dashboardEvaluationContracts } from "@/lib/features/evaluations/contract";
import { call } from "@/lib/http/call";
import { draftProblem, type EvaluationDraft, expectationOf } from "./expectation-draft";
import { ExpectationFields } from "./expectation-fields";
import { useRefreshEvaluations } from "./use-evaluations";

/** A prompt or dataset that can be chosen; `count` is how many versions or rows it has. */
export type Choice = { id: string; name: string; count: number };

type Props = { prompts: readonly Choice[]; datasets: readonly Choice[]; onClose: () => void };

/** Chooses what is evaluated against what, and leads to the evaluation. */
export function NewEvaluationDialog({ prompts, datasets, onClose }: Props) {
  const router = useRouter();
  const refresh = useRefreshEvaluations();
  const form = useContractForm({
    values: {
      prompt_id: prompts[0]?.id ?? "",
      version: "",
      dataset_id: datasets[0]?.id ?? "",
      expectations: [],
    } as EvaluationDraft,
    schema: dashboardEvaluationContracts.create.body,
    bodyOf: ({ version, expectations, ...chosen }) => ({
      ...chosen,
      expectations: expectations.map(expectationOf),
      ...(version ? { version: Number(version) } : {}),
    }),
    check: ({ expectations }) =>
      Object.fromEntries(
        expectations.flatMap((draft, place) => {
          const problem = draftProblem(draft);
          return problem ? [[`expectations.${place}.value`, problem]] : [];
        }),
      ),
    send: (body) => call(dashboardEvaluationContracts.create, { body }),
    creates: "evaluation",
  });
  const { control, fields } = form;
  const promptId = useWatch({ control, name: "prompt_id" });
  const latest = prompts.find(({ id }) => id === promptId)?.count ?? 0;
  const versions = Array.from({ length: latest }, (_, place) => String(latest - place));
  return (
    <FormDialog
      form={form}
      onClose={(made) => {
        onClose();
        if (made) router.push(`/dashboard/evaluations/${made.id}`);
      }}
      title="Run an evaluation"
      description="It goes through the dataset's rows in the background; most take seconds."
      submitLabel="Run"
      refresh={refresh}
    >
      <div className="grid gap-4 sm:grid-cols-[1fr_9rem]">
        <SelectField
          control={control}
          name="prompt_id"
          label="Prompt"
          options={prompts.map(({ id, name }) => ({ value: id, label: name }))}
          onChosen={() => fields.setValue("version", "")}
        />
        <SelectField
          control={control}
          name="version"
          label="Version"
          options={[{ value: "", label: `Latest (${latest})` }, ...versions.map((value) => ({ value, label: value }))]}
        />
      </div>
      <SelectField
        control={control}
        name="dataset_id"
        label="Dataset"
        options={datasets.map(({ id, name, count }) => ({
          value: id,
          label: `${name} (${count.toLocaleString("en")} rows)`,
        }))}
      />
      <ExpectationFields control={control} />
    </FormDialog>
  );
}
