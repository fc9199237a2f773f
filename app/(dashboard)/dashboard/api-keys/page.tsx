import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ApiKeysView } from "@/components/api-keys/api-keys-view";
import { filtersFrom } from "@/components/api-keys/key-filters";
import { keysPerPage } from "@/components/api-keys/key-list-page";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { listApiKeys } from "@/lib/features/api-keys/list-keys";
import { pagePrincipal } from "@/lib/http/page-principal";
import { keyProducts } from "./key-products";

export const metadata: Metadata = { title: "API Keys" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ApiKeysPage({ searchParams }: Props) {
  const [principal, search] = await Promise.all([pagePrincipal(), searchParams]);
  if (!principal) return <ToSignIn />;
  const [firstProduct, ...products] = keyProducts(principal);
  if (!firstProduct) notFound();
  const filters = filtersFrom(
    new URLSearchParams(
      Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    ),
  );
  const page = await listApiKeys(principal, { ...filters, limit: keysPerPage });
  return <ApiKeysView products={[firstProduct, ...products]} first={{ filters, page, loadedAtMs: Date.now() }} />;
}
