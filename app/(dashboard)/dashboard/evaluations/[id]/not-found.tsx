import { FlaskConical } from "lucide-react";
import { NotFoundPage } from "@/components/layout/not-found-page";

export default function EvaluationNotFound() {
  return (
    <NotFoundPage
      title="Evaluation"
      noun="evaluation"
      icon={<FlaskConical />}
      list={{ href: "/dashboard/evaluations", label: "Evaluations" }}
    />
  );
}
