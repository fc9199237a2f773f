"use client";
import { FlaskConical, Play, Table2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { Button, buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { LoadMore } from "@/components/ui/load-more";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { type Evaluation, type EvaluationList, maxEvaluations } from "@/lib/features/evaluations/contract";
import { EvaluationStatus } from "./evaluation-status";
import { scoreText } from "./expectation-words";
import { type Choice, NewEvaluationDialog } from "./new-evaluation-dialog";
import { useEvaluations } from "./use-evaluations";

type Props = { first: EvaluationList; loadedAtMs: number; prompts: readonly Choice[]; datasets: readonly Choice[] };

/** The page of evaluations: the list, and running one. */
export function EvaluationsView({ first, loadedAtMs, prompts, datasets }: Props) {
  const list = useEvaluations(first, loadedAtMs);
  const [asking, setAsking] = useState(false);
  const evaluations = list.data.pages.flatMap((page) => page.data);
  const missing =
    prompts.length === 0 ? "a prompt with a version" : datasets.length === 0 ? "a dataset with rows" : null;
  return (
    <>
      <PageHeader
        title="Evaluations"
        description={`A prompt's version rendered over a dataset, each text checked for what you expect. Production data; the ${maxEvaluations} newest are kept.`}
        actions={
          <>
            <Link href="/dashboard/evaluations/datasets" className={buttonClass()}>
              <Table2 aria-hidden className="size-4" />
              Datasets
            </Link>
            <Button variant="primary" onClick={() => setAsking(true)} disabled={missing !== null}>
              <Play aria-hidden className="size-4" />
              Run evaluation
            </Button>
          </>
        }
      />
      {list.isError && (
        <div className="mb-4">
          <FormAlert>This list may be out of date. {failureText(list.error)}</FormAlert>
        </div>
      )}
      {evaluations.length > 0 ? (
        <EvaluationTable evaluations={evaluations} />
      ) : (
        <EmptyState
          icon={<FlaskConical />}
          title="No evaluations yet"
          body={
            missing
              ? `To run one you need ${missing}.`
              : "Run one before you let a new version out: it shows which cases would break."
          }
          action={
            missing ? (
              <Link
                href={prompts.length === 0 ? "/dashboard/prompts" : "/dashboard/evaluations/datasets"}
                className={buttonClass({ variant: "primary" })}
              >
                {prompts.length === 0 ? "Go to prompts" : "Go to datasets"}
              </Link>
            ) : (
              <Button variant="primary" onClick={() => setAsking(true)}>
                Run your first evaluation
              </Button>
            )
          }
        />
      )}
      <LoadMore list={list} />
      {asking && <NewEvaluationDialog prompts={prompts} datasets={datasets} onClose={() => setAsking(false)} />}
    </>
  );
}

function EvaluationTable({ evaluations }: { evaluations: readonly Evaluation[] }) {
  return (
    <Table aria-label="Evaluations">
      <THead>
        <tr>
          <TH>Prompt</TH>
          <TH>Dataset</TH>
          <TH>Score</TH>
          <TH>Status</TH>
          <TH>Asked for</TH>
        </tr>
      </THead>
      <TBody>
        {evaluations.map((evaluation) => (
          <TR key={evaluation.id}>
            <TD className="max-w-72">
              <Link
                href={`/dashboard/evaluations/${evaluation.id}`}
                className="block truncate font-medium hover:underline"
                title={evaluation.prompt_name}
              >
                {evaluation.prompt_name}
              </Link>
              <span className="block text-xs text-muted">Version {evaluation.prompt_version}</span>
            </TD>
            <TD label="Dataset" className="min-w-0 sm:max-w-56">
              <span className="min-w-0 truncate sm:block" title={evaluation.dataset_name}>
                {evaluation.dataset_name}
              </span>
            </TD>
            <TD label="Score">
              <span className={evaluation.failed > 0 ? "font-medium text-danger-text" : "font-medium"}>
                {scoreText(evaluation.score)}
              </span>
            </TD>
            <TD label="Status">
              <EvaluationStatus evaluation={evaluation} />
            </TD>
            <TD label="Asked for">
              <RelativeTime at={evaluation.created_at} />
            </TD>
          </TR>
        ))}
      </TBody>
    </Table>
  );
}
