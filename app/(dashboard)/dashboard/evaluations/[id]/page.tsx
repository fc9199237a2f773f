import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { titleOf } from "@/app/(dashboard)/dashboard/title-of";
import { EvaluationDetail } from "@/components/evaluations/evaluation-detail";
import { ToSignIn } from "@/components/layout/to-sign-in";
import type { UserPrincipal } from "@/lib/access/principal";
import { getEvaluation } from "@/lib/features/evaluations/evaluations";
import { orNull } from "@/lib/http/or-null";
import { pagePrincipal } from "@/lib/http/page-principal";

type Props = { params: Promise<{ id: string }> };

/** Read once a view, for the title and for the page. */
const evaluationOf = cache((principal: UserPrincipal, id: string) => orNull(getEvaluation(principal, id)));

const namedEvaluation = async (principal: UserPrincipal, id: string) => {
  const evaluation = await evaluationOf(principal, id);
  return evaluation && { name: evaluation.prompt_name };
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return titleOf(params, namedEvaluation, "Evaluations");
}

export default async function EvaluationPage({ params }: Props) {
  const [principal, { id }] = await Promise.all([pagePrincipal(), params]);
  if (!principal) return <ToSignIn />;
  const evaluation = await evaluationOf(principal, id);
  if (!evaluation) notFound();
  return <EvaluationDetail first={evaluation} loadedAtMs={Date.now()} />;
}
