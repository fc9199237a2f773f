import type { Metadata } from "next";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { PromptsView } from "@/components/prompts/prompts-view";
import { PromptQuery } from "@/lib/features/prompts/contract";
import { listPrompts } from "@/lib/features/prompts/prompts";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Prompts" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function PromptsPage({ searchParams }: Props) {
  const [principal, search] = await Promise.all([pagePrincipal(), searchParams]);
  if (!principal) return <ToSignIn />;
  const q = textOf(search.q);
  const visibility = textOf(search.visibility);
  // An address that is no filter of ours shows everything, never an error.
  const wanted = PromptQuery.safeParse({ limit: 25, ...(q ? { q } : {}), ...(visibility ? { visibility } : {}) });
  const page = await listPrompts(principal, wanted.data ?? { limit: 25 });
  return (
    <PromptsView
      first={{ filters: wanted.data ? { q, visibility } : { q: "", visibility: "" }, page, loadedAtMs: Date.now() }}
    />
  );
}

function textOf(value: string | string[] | undefined): string {
  // PostgreSQL has no text with a null character, so nothing could match.
  return typeof value === "string" && !value.includes("\0") ? value : "";
}
