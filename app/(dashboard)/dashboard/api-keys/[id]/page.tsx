import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { keyProducts } from "@/app/(dashboard)/dashboard/api-keys/key-products";
import { titleOf } from "@/app/(dashboard)/dashboard/title-of";
import { ApiKeyDetail } from "@/components/api-keys/api-key-detail";
import { TargetTrail } from "@/components/audit/target-trail";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { getApiKey } from "@/lib/features/api-keys/get-key";
import { pagePrincipal } from "@/lib/http/page-principal";

type Props = { params: Promise<{ id: string }> };

/** Read once a view, for the title and for the page. */
const keyOf = cache(getApiKey);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return titleOf(params, keyOf, "API Keys");
}

export default async function ApiKeyPage({ params }: Props) {
  const [principal, { id }] = await Promise.all([pagePrincipal(), params]);
  if (!principal) return <ToSignIn />;
  const apiKey = await keyOf(principal, id);
  if (!apiKey) notFound();
  return (
    <ApiKeyDetail
      apiKey={apiKey}
      products={keyProducts(principal)}
      loadedAtMs={Date.now()}
      trail={<TargetTrail target={apiKey.id} of="key" group="api-keys" />}
    />
  );
}
