import type { Metadata } from "next";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { tokenList } from "@/components/tokens/token-list";
import { TokensView } from "@/components/tokens/tokens-view";
import { planOf } from "@/lib/access/catalogue";
import { listTokens } from "@/lib/features/tokens/tokens";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Personal access tokens" };

export default async function TokensPage() {
  const principal = await pagePrincipal();
  if (!principal) return <ToSignIn />;
  return (
    <FirstPage list={tokenList} read={() => listTokens(principal)}>
      <TokensView planLabel={planOf(principal.plan).label} />
    </FirstPage>
  );
}
