import type { Metadata } from "next";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { TokensView } from "@/components/tokens/tokens-view";
import { planOf } from "@/lib/access/catalogue";
import { listTokens } from "@/lib/features/tokens/tokens";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Personal access tokens" };

export default async function TokensPage() {
  const principal = await pagePrincipal();
  if (!principal) return <ToSignIn />;
  const first = await listTokens(principal);
  return <TokensView first={first} loadedAtMs={Date.now()} planLabel={planOf(principal.plan).label} />;
}
