import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { titleOf } from "@/app/(dashboard)/dashboard/title-of";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { PromptDetail } from "@/components/prompts/prompt-detail";
import { versionList } from "@/components/prompts/prompt-list";
import type { UserPrincipal } from "@/lib/access/principal";
import { getOwnPrompt } from "@/lib/features/prompts/prompts";
import { listVersions } from "@/lib/features/prompts/versions";
import { orNull } from "@/lib/http/or-null";
import { pagePrincipal } from "@/lib/http/page-principal";

type Props = { params: Promise<{ id: string }> };

/** Read once a view, for the title and for the page. */
const promptOf = cache((principal: UserPrincipal, id: string) => orNull(getOwnPrompt(principal, id)));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return titleOf(params, promptOf, "Prompts");
}

export default async function PromptPage({ params }: Props) {
  const [principal, { id }] = await Promise.all([pagePrincipal(), params]);
  if (!principal) return <ToSignIn />;
  const prompt = await promptOf(principal, id);
  if (!prompt) notFound();
  return (
    <FirstPage list={versionList(id)} read={(query) => listVersions(principal, id, query)}>
      <PromptDetail prompt={prompt} />
    </FirstPage>
  );
}
