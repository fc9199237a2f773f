import type { Metadata } from "next";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { evaluationList } from "@/components/evaluations/evaluation-lists";
import { EvaluationsView } from "@/components/evaluations/evaluations-view";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { listDatasets } from "@/lib/features/datasets/datasets";
import { listEvaluations } from "@/lib/features/evaluations/evaluations";
import { listPrompts } from "@/lib/features/prompts/prompts";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Evaluations" };

/** The newest of each can be chosen in the form; any other by API. */
const choices = { limit: 100 };

export default async function EvaluationsPage() {
  const principal = await pagePrincipal();
  if (!principal) return <ToSignIn />;
  const [prompts, datasets] = await Promise.all([listPrompts(principal, choices), listDatasets(principal, choices)]);
  return (
    <FirstPage list={evaluationList} read={(query) => listEvaluations(principal, query)}>
      <EvaluationsView
        prompts={prompts.data
          .filter(({ latest_version }) => latest_version > 0)
          .map(({ id, name, latest_version }) => ({ id, name, count: latest_version }))}
        datasets={datasets.data
          .filter(({ row_count }) => row_count > 0)
          .map(({ id, name, row_count }) => ({ id, name, count: row_count }))}
      />
    </FirstPage>
  );
}
