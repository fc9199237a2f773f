import type { Metadata } from "next";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { MemoriesView } from "@/components/memories/memories-view";
import { memoryFilters, memoryList, memorySearch, memorySorting } from "@/components/memories/memory-list";
import { type AddressQuery, readAddress } from "@/components/ui/address";
import { listMemories } from "@/lib/features/memories/memories";
import { searchMemories } from "@/lib/features/memories/search-memories";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Memories" };

export default async function MemoriesPage({ searchParams }: { searchParams: Promise<AddressQuery> }) {
  const [principal, search] = await Promise.all([pagePrincipal(), searchParams]);
  if (!principal) return <ToSignIn />;
  const filters = readAddress(memoryFilters, search);
  const view = <MemoriesView />;
  if (!filters.q) {
    return (
      <FirstPage
        list={memoryList({ ...filters, ...readAddress(memorySorting, search) })}
        read={(query) => listMemories(principal, query)}
      >
        {view}
      </FirstPage>
    );
  }
  return (
    <FirstPage list={memorySearch(filters.q, filters)} read={(asked) => searchMemories(principal, asked)}>
      {view}
    </FirstPage>
  );
}
