import type { Metadata } from "next";
import { DatasetsView } from "@/components/datasets/datasets-view";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { listDatasets } from "@/lib/features/datasets/datasets";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Datasets" };

export default async function DatasetsPage() {
  const principal = await pagePrincipal();
  if (!principal) return <ToSignIn />;
  return <DatasetsView first={await listDatasets(principal, { limit: 25 })} loadedAtMs={Date.now()} />;
}
