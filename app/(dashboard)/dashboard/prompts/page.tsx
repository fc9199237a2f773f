import type { Metadata } from "next";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { promptFilters, promptList, promptSorting } from "@/components/prompts/prompt-list";
import { PromptsView } from "@/components/prompts/prompts-view";
import { type AddressQuery, readAddress } from "@/components/ui/address";
import { listPrompts } from "@/lib/features/prompts/prompts";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Prompts" };

export default async function PromptsPage({ searchParams }: { searchParams: Promise<AddressQuery> }) {
  const [principal, search] = await Promise.all([pagePrincipal(), searchParams]);
  if (!principal) return <ToSignIn />;
  return (
    <FirstPage
      list={promptList({ ...readAddress(promptFilters, search), ...readAddress(promptSorting, search) })}
      read={(query) => listPrompts(principal, query)}
    >
      <PromptsView />
    </FirstPage>
  );
}
