import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { titleOf } from "@/app/(dashboard)/dashboard/title-of";
import { DatasetDetail } from "@/components/datasets/dataset-detail";
import { datasetRowList } from "@/components/datasets/dataset-lists";
import { ToSignIn } from "@/components/layout/to-sign-in";
import type { UserPrincipal } from "@/lib/access/principal";
import { getDataset } from "@/lib/features/datasets/datasets";
import { listRows } from "@/lib/features/datasets/rows";
import { orNull } from "@/lib/http/or-null";
import { pagePrincipal } from "@/lib/http/page-principal";

type Props = { params: Promise<{ id: string }> };

/** Read once a view, for the title and for the page. */
const datasetOf = cache((principal: UserPrincipal, id: string) => orNull(getDataset(principal, id)));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return titleOf(params, datasetOf, "Datasets");
}

export default async function DatasetPage({ params }: Props) {
  const [principal, { id }] = await Promise.all([pagePrincipal(), params]);
  if (!principal) return <ToSignIn />;
  const dataset = await datasetOf(principal, id);
  if (!dataset) notFound();
  return (
    <FirstPage list={datasetRowList(id)} read={(query) => listRows(principal, id, query)}>
      <DatasetDetail dataset={dataset} />
    </FirstPage>
  );
}
