import type { Metadata } from "next";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { evaluationList } from "@/components/evaluations/evaluation-lists";
import { EvaluationsView } from "@/components/evaluations/evaluations-view";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { findChoices } from "@/lib/features/evaluations/choices";
import { listEvaluations } from "@/lib/features/evaluations/evaluations";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Evaluations" };

export default async function EvaluationsPage() {
  const principal = await pagePrincipal();
  if (!principal) return <ToSignIn />;
  const [prompts, datasets] = await Promise.all([
    findChoices(principal, { of: "prompts" }),
    findChoices(principal, { of: "datasets" }),
  ]);
  return (
    <FirstPage list={evaluationList} read={(query) => listEvaluations(principal, query)}>
      <EvaluationsView prompt={prompts.data[0] ?? null} dataset={datasets.data[0] ?? null} />
    </FirstPage>
  );
}
