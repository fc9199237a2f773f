import type { Metadata } from "next";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { datasetList } from "@/components/datasets/dataset-lists";
import { DatasetsView } from "@/components/datasets/datasets-view";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { listDatasets } from "@/lib/features/datasets/datasets";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Datasets" };

export default async function DatasetsPage() {
  const principal = await pagePrincipal();
  if (!principal) return <ToSignIn />;
  return (
    <FirstPage list={datasetList} read={(query) => listDatasets(principal, query)}>
      <DatasetsView />
    </FirstPage>
  );
}
