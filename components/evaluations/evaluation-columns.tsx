import type { Column } from "@/components/ui/column";
import { NameCell } from "@/components/ui/name-cell";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Evaluation } from "@/lib/features/evaluations/contract";
import { EvaluationStatus } from "./evaluation-status";
import { scoreText } from "./expectation-words";

export const evaluationColumns: readonly Column<Evaluation>[] = [
  {
    label: "Prompt",
    as: "title",
    sort: { by: "name", compared: ({ prompt_name }) => prompt_name },
    cell: ({ id, prompt_name, prompt_version }) => (
      <NameCell name={prompt_name} href={`/dashboard/evaluations/${id}`} note={`Version ${prompt_version}`} />
    ),
  },
  {
    label: "Dataset",
    className: "min-w-0 sm:max-w-56",
    cell: ({ dataset_name }) => (
      <bdi className="min-w-0 truncate text-left sm:block" title={dataset_name}>
        {dataset_name}
      </bdi>
    ),
  },
  {
    label: "Score",
    sort: { by: "score", compared: ({ score }) => score },
    cell: ({ failed, score }) => (
      <span className={failed > 0 ? "font-medium text-danger-text" : "font-medium"}>{scoreText(score)}</span>
    ),
  },
  { label: "Status", cell: (evaluation) => <EvaluationStatus evaluation={evaluation} /> },
  {
    label: "Asked for",
    sort: { by: "created", first: "desc", compared: ({ created_at }) => created_at },
    cell: ({ created_at }) => <RelativeTime at={created_at} />,
  },
];
