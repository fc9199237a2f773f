import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { ApiKeysView } from "@/components/api-keys/api-keys-view";
import { keyFilters, keyList } from "@/components/api-keys/key-list";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { type AddressQuery, readAddress } from "@/components/ui/address";
import { listApiKeys } from "@/lib/features/api-keys/list-keys";
import { pagePrincipal } from "@/lib/http/page-principal";
import { keyProducts } from "./key-products";

export const metadata: Metadata = { title: "API Keys" };

export default async function ApiKeysPage({ searchParams }: { searchParams: Promise<AddressQuery> }) {
  const [principal, search] = await Promise.all([pagePrincipal(), searchParams]);
  if (!principal) return <ToSignIn />;
  const [firstProduct, ...products] = keyProducts(principal);
  if (!firstProduct) notFound();
  return (
    <FirstPage list={keyList(readAddress(keyFilters, search))} read={(query) => listApiKeys(principal, query)}>
      <ApiKeysView products={[firstProduct, ...products]} />
    </FirstPage>
  );
}
