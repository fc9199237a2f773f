import { LoaderCircle } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { Evaluation } from "@/lib/features/evaluations/contract";
import { isUnfinished, statusWords } from "./expectation-words";

export function EvaluationStatus({ evaluation }: { evaluation: Evaluation }) {
  const { label, tone } = statusWords[evaluation.status];
  return (
    <Badge tone={tone}>
      {isUnfinished(evaluation) && <LoaderCircle aria-hidden className="size-3 animate-spin" />}
      {label}
    </Badge>
  );
}
