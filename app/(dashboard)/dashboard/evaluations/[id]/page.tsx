import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { EvaluationDetail } from "@/components/evaluations/evaluation-detail";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { getEvaluation } from "@/lib/features/evaluations/evaluations";
import { orNull } from "@/lib/http/or-null";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Evaluation" };

export default async function EvaluationPage({ params }: { params: Promise<{ id: string }> }) {
  const [principal, { id }] = await Promise.all([pagePrincipal(), params]);
  if (!principal) return <ToSignIn />;
  const evaluation = await orNull(getEvaluation(principal, id));
  if (!evaluation) notFound();
  return <EvaluationDetail first={evaluation} loadedAtMs={Date.now()} />;
}
