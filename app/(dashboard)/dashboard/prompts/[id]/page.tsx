import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { PromptDetail } from "@/components/prompts/prompt-detail";
import { versionList } from "@/components/prompts/prompt-list";
import { getOwnPrompt } from "@/lib/features/prompts/prompts";
import { listVersions } from "@/lib/features/prompts/versions";
import { orNull } from "@/lib/http/or-null";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Prompt" };

export default async function PromptPage({ params }: { params: Promise<{ id: string }> }) {
  const [principal, { id }] = await Promise.all([pagePrincipal(), params]);
  if (!principal) return <ToSignIn />;
  const prompt = await orNull(getOwnPrompt(principal, id));
  if (!prompt) notFound();
  return (
    <FirstPage list={versionList(id)} read={(query) => listVersions(principal, id, query)}>
      <PromptDetail prompt={prompt} />
    </FirstPage>
  );
}
