import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DatasetDetail } from "@/components/datasets/dataset-detail";
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
  const rows = await listRows(principal, id, { limit: 50 });
  return <DatasetDetail dataset={dataset} first={rows} loadedAtMs={Date.now()} />;
}
