import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { ApiKeysView } from "@/components/api-keys/api-keys-view";
import { keyCountsOptions, keyCountsQuery, keyFilters, keyList, keySorting } from "@/components/api-keys/key-list";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { type AddressQuery, readAddress } from "@/components/ui/address";
import { credentialFormats } from "@/lib/access/catalogue";
import { countApiKeys } from "@/lib/features/api-keys/count-keys";
import { listApiKeys } from "@/lib/features/api-keys/list-keys";
import { seesCustomers } from "@/lib/features/usage/customers";
import { pagePrincipal } from "@/lib/http/page-principal";
import { keyProducts } from "./key-products";

export const metadata: Metadata = { title: "API Keys" };

export default async function ApiKeysPage({ searchParams }: { searchParams: Promise<AddressQuery> }) {
  const [principal, search] = await Promise.all([pagePrincipal(), searchParams]);
  if (!principal) return <ToSignIn />;
  const [firstProduct, ...products] = keyProducts(principal);
  if (!firstProduct) notFound();
  const forCustomers = await seesCustomers(principal);
  const filters = readAddress(keyFilters, search);
  return (
    <FirstPage
      list={keyList({ ...filters, ...readAddress(keySorting, search) })}
      read={(query) => listApiKeys(principal, query)}
      beside={{
        queryKey: keyCountsOptions(filters).queryKey,
        queryFn: async () => (await countApiKeys(principal, keyCountsQuery(filters))).data,
      }}
    >
      <ApiKeysView
        products={[firstProduct, ...products]}
        prefixes={credentialFormats().map(({ prefix }) => prefix)}
        forCustomers={forCustomers}
      />
    </FirstPage>
  );
}
