import { FlaskConical } from "lucide-react";
import Link from "next/link";
import { PageHeader } from "@/components/layout/page-header";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function EvaluationNotFound() {
  return (
    <>
      <PageHeader title="Evaluation" />
      <EmptyState
        icon={<FlaskConical />}
        title="There is no such evaluation"
        body="The address may be mistyped, the evaluation was deleted, or it belongs to another organization."
        action={
          <Link href="/dashboard/evaluations" className={buttonClass()}>
            Go to Evaluations
          </Link>
        }
      />
    </>
  );
}
