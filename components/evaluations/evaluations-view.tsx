"use client";
import { FlaskConical, Play, Table2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { Button, buttonClass } from "@/components/ui/button";
import { ReasonedButton } from "@/components/ui/reasoned-button";
import { TableList } from "@/components/ui/table-list";
import { useAskedToCreate } from "@/components/ui/use-asked-to-create";
import { useList } from "@/components/ui/use-list";
import { type EvaluationChoice, maxEvaluations } from "@/lib/features/evaluations/contract";
import { evaluationColumns } from "./evaluation-columns";
import { evaluationList } from "./evaluation-lists";
import { isUnfinished } from "./expectation-words";
import { NewEvaluationDialog } from "./new-evaluation-dialog";
import { watchMs } from "./use-evaluations";

/** The newest prompt with a version and dataset with rows; null where there is none. */
type Props = { prompt: EvaluationChoice | null; dataset: EvaluationChoice | null };

/** The page of evaluations: the list, and running one. */
export function EvaluationsView({ prompt, dataset }: Props) {
  const list = useList(evaluationList, { refreshMs: (rows) => rows.some(isUnfinished) && watchMs });
  const [asking, setAsking] = useState(false);
  useAskedToCreate(() => setAsking(true));
  const missing =
    prompt === null
      ? { what: "a prompt with a version", href: "/dashboard/prompts", label: "Go to prompts" }
      : dataset === null
        ? { what: "a dataset with rows", href: "/dashboard/evaluations/datasets", label: "Go to datasets" }
        : null;
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
            <ReasonedButton
              variant="primary"
              onClick={() => setAsking(true)}
              reason={missing && `To run one you need ${missing.what}`}
            >
              <Play aria-hidden className="size-4" />
              Run evaluation
            </ReasonedButton>
          </>
        }
      />
      <TableList
        list={list}
        nouns={["evaluation", "evaluations"]}
        columns={evaluationColumns}
        rowKey={({ id }) => id}
        empty={{
          icon: <FlaskConical />,
          title: "No evaluations yet",
          body: missing
            ? `To run one you need ${missing.what}.`
            : "Run one before you let a new version out: it shows which cases would break.",
          action: missing ? (
            <Link href={missing.href} className={buttonClass({ variant: "primary" })}>
              {missing.label}
            </Link>
          ) : (
            <Button variant="primary" onClick={() => setAsking(true)}>
              Run your first evaluation
            </Button>
          ),
        }}
      />
      {asking && prompt && dataset && (
        <NewEvaluationDialog prompt={prompt} dataset={dataset} onClose={() => setAsking(false)} />
      )}
    </>
  );
}
