import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { keyProducts } from "@/app/(dashboard)/dashboard/api-keys/key-products";
import { ApiKeyDetail } from "@/components/api-keys/api-key-detail";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { getApiKey } from "@/lib/features/api-keys/get-key";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "API key" };

export default async function ApiKeyPage({ params }: { params: Promise<{ id: string }> }) {
  const [principal, { id }] = await Promise.all([pagePrincipal(), params]);
  if (!principal) return <ToSignIn />;
  const apiKey = await getApiKey(principal, id);
  if (!apiKey) notFound();
  return <ApiKeyDetail apiKey={apiKey} products={keyProducts(principal)} loadedAtMs={Date.now()} />;
}
