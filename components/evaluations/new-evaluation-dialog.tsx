"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { FormDialog } from "@/components/ui/form-dialog";
import { PickerField, SelectField } from "@/components/ui/form-fields";
import type { PickerSource } from "@/components/ui/search-picker";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useValue } from "@/components/ui/use-field";
import {
  type ChoiceQuery,
  dashboardEvaluationContracts,
  type EvaluationChoice,
  findChoicesContract,
} from "@/lib/features/evaluations/contract";
import { call } from "@/lib/http/call";
import { draftProblem, type EvaluationDraft, expectationOf } from "./expectation-draft";
import { ExpectationFields } from "./expectation-fields";
import { useRefreshEvaluations } from "./use-evaluations";

const prompts = choicesOf("prompts", (count) => (count === 1 ? "1 version" : `${count} versions`));
const datasets = choicesOf("datasets", (count) => (count === 1 ? "1 row" : `${count.toLocaleString("en")} rows`));

/** All prompts or datasets of the organization, to be searched. */
function choicesOf(of: ChoiceQuery["of"], noteOf: (count: number) => string): PickerSource {
  const read = (query: { search: string } | { id: string }, signal: AbortSignal) =>
    call(findChoicesContract, { query: { of, ...query } }, { signal });
  return {
    group: `evaluation-${of}`,
    find: async (search, signal) => {
      const { data } = await read({ search }, signal);
      return data.map(({ id, name, count }) => ({ value: id, label: name, note: noteOf(count) }));
    },
    name: async (id, signal) => (await read({ id }, signal)).data[0]?.name ?? null,
  };
}

/** What is chosen to begin with. */
type Props = { prompt: EvaluationChoice; dataset: EvaluationChoice; onClose: () => void };

/** Chooses what is evaluated against what, and leads to the evaluation. */
export function NewEvaluationDialog({ prompt, dataset, onClose }: Props) {
  const router = useRouter();
  const refresh = useRefreshEvaluations();
  const form = useContractForm({
    values: {
      prompt_id: prompt.id,
      version: "",
      dataset_id: dataset.id,
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
    draft: "evaluation",
  });
  const { control } = form;
  const promptId = useValue(control, "prompt_id");
  const chosen = useQuery({
    queryKey: ["evaluation-choices", "prompt", promptId],
    queryFn: ({ signal }) => call(findChoicesContract, { query: { of: "prompts", id: promptId } }, { signal }),
  });
  const latest = chosen.data?.data[0]?.count ?? (promptId === prompt.id ? prompt.count : 0);
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
        <PickerField
          control={control}
          name="prompt_id"
          label="Prompt"
          source={prompts}
          onChosen={() => control.setValue("version", "")}
        />
        <SelectField
          control={control}
          name="version"
          label="Version"
          options={[{ value: "", label: `Latest (${latest})` }, ...versions.map((value) => ({ value, label: value }))]}
        />
      </div>
      <PickerField control={control} name="dataset_id" label="Dataset" source={datasets} />
      <ExpectationFields control={control} />
    </FormDialog>
  );
}
