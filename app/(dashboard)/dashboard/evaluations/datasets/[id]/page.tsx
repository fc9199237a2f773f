import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { DatasetDetail } from "@/components/datasets/dataset-detail";
import { datasetRowList } from "@/components/datasets/dataset-lists";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { getDataset } from "@/lib/features/datasets/datasets";
import { listRows } from "@/lib/features/datasets/rows";
import { orNull } from "@/lib/http/or-null";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Dataset" };

export default async function DatasetPage({ params }: { params: Promise<{ id: string }> }) {
  const [principal, { id }] = await Promise.all([pagePrincipal(), params]);
  if (!principal) return <ToSignIn />;
  const dataset = await orNull(getDataset(principal, id));
  if (!dataset) notFound();
  return (
    <FirstPage list={datasetRowList(id)} read={(query) => listRows(principal, id, query)}>
      <DatasetDetail dataset={dataset} />
    </FirstPage>
  );
}
