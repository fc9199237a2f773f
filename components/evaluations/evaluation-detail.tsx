"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { BackLink } from "@/components/ui/back-link";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { ErrorState } from "@/components/ui/error-state";
import { Progress } from "@/components/ui/progress";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { dashboardEvaluationContracts, type Evaluation } from "@/lib/features/evaluations/contract";
import { call } from "@/lib/http/call";
import { EvaluationStatus } from "./evaluation-status";
import { expectationText, isUnfinished, scoreText } from "./expectation-words";
import { ResultList } from "./result-list";
import { useEvaluation, useRefreshEvaluations } from "./use-evaluations";

/** One evaluation: its score, and what became of each row. */
export function EvaluationDetail({ first, loadedAtMs }: { first: Evaluation; loadedAtMs: number }) {
  const router = useRouter();
  const refresh = useRefreshEvaluations();
  const { data: evaluation } = useEvaluation(first, loadedAtMs);
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <BackLink href="/dashboard/evaluations" label="Evaluations" current={evaluation.prompt_name} />
      <PageHeader
        title={evaluation.prompt_name}
        description={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <EvaluationStatus evaluation={evaluation} />
            <Link
              href={`/dashboard/prompts/${evaluation.prompt_id}`}
              className="py-0.5 underline hover:text-foreground pointer-coarse:py-3"
            >
              Version {evaluation.prompt_version}
            </Link>
            <span className="min-w-0">
              over{" "}
              <Link
                href={`/dashboard/evaluations/datasets/${evaluation.dataset_id}`}
                className="break-words underline hover:text-foreground"
              >
                {evaluation.dataset_name}
              </Link>
            </span>
            <RelativeTime at={evaluation.created_at} />
          </span>
        }
        actions={<Button onClick={() => setDeleting(true)}>Delete</Button>}
      />
      <div className="flex flex-col gap-6" aria-live="polite">
        {isUnfinished(evaluation) && <Skeleton className="h-40 w-full" />}
        {evaluation.status === "failed" && (
          <ErrorState title="This evaluation has no score" body={evaluation.error ?? "Something went wrong."} />
        )}
        {evaluation.status === "succeeded" && (
          <>
            <Score evaluation={evaluation} />
            <ResultList evaluation={evaluation} />
          </>
        )}
      </div>
      {deleting && (
        <ConfirmDialog
          danger
          title="Delete this evaluation?"
          confirmLabel="Delete evaluation"
          action={() => call(dashboardEvaluationContracts.remove, { params: { id: evaluation.id } })}
          onClose={(done) => {
            setDeleting(false);
            if (done) router.push("/dashboard/evaluations");
          }}
          refresh={refresh}
        >
          <p>Its score and results go. The prompt and the dataset stay.</p>
        </ConfirmDialog>
      )}
    </>
  );
}

function Score({ evaluation }: { evaluation: Evaluation }) {
  const { score, passed, failed, expectations } = evaluation;
  return (
    <Card>
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div>
          <p className="text-sm text-muted">Score</p>
          <p className="text-figure tabular-nums">{scoreText(score)}</p>
        </div>
        <p className="text-sm text-muted tabular-nums">
          {passed.toLocaleString("en")} of {(passed + failed).toLocaleString("en")} rows passed
        </p>
      </div>
      <div className="mt-3">
        <Progress
          label="Rows that passed"
          value={passed}
          max={passed + failed}
          tone={failed > 0 ? "warning" : "success"}
        />
      </div>
      {expectations.length > 0 && (
        <ul className="mt-4 flex flex-col gap-1 text-sm text-muted">
          {expectations.map((expectation) => (
            <li key={JSON.stringify(expectation)} className="break-words">
              Every text {expectationText(expectation)}.
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
