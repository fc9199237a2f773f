import type { Metadata } from "next";
import { cookies } from "next/headers";
import Link from "next/link";
import { notFound } from "next/navigation";
import { cache } from "react";
import { keyProducts } from "@/app/(dashboard)/dashboard/api-keys/key-products";
import { titleOf } from "@/app/(dashboard)/dashboard/title-of";
import { ApiKeyDetail } from "@/components/api-keys/api-key-detail";
import { keyCodes, keyVariable } from "@/components/api-keys/key-secret";
import { TargetTrail } from "@/components/audit/target-trail";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { runtime } from "@/lib/access/runtime";
import { getApiKey } from "@/lib/features/api-keys/get-key";
import { getKeyActivity } from "@/lib/features/api-keys/key-activity";
import { codeLanguageOf } from "@/lib/http/code-language";
import { pagePrincipal } from "@/lib/http/page-principal";

type Props = { params: Promise<{ id: string }> };

/** Read once a view, for the title and for the page. */
const keyOf = cache(getApiKey);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return titleOf(params, keyOf, "API Keys");
}

export default async function ApiKeyPage({ params }: Props) {
  const [principal, { id }, jar] = await Promise.all([pagePrincipal(), params, cookies()]);
  if (!principal) return <ToSignIn />;
  const apiKey = await keyOf(principal, id);
  if (!apiKey) notFound();
  const [{ data: activity }, former] = await Promise.all([
    getKeyActivity(principal, { ids: [apiKey.id] }),
    apiKey.replaces?.works ? getApiKey(principal, apiKey.replaces.id) : null,
  ]);
  const products = keyProducts(principal);
  const product = products.find((one) => one.id === apiKey.product);
  return (
    <ApiKeyDetail
      apiKey={apiKey}
      former={former}
      products={products}
      loadedAtMs={Date.now()}
      lately={activity[0]?.lately}
      trail={
        <TargetTrail target={apiKey.id} of="key" group="api-keys">
          {apiKey.replaces && (
            <p className="mt-3 text-sm text-muted">
              It took the place of{" "}
              <Link href={`/dashboard/api-keys/${apiKey.replaces.id}`} className="text-accent-text hover:underline">
                <span className="font-mono text-code">{apiKey.replaces.hint}</span>
              </Link>
              , whose page tells what was done before.
            </p>
          )}
        </TargetTrail>
      }
      using={
        product
          ? {
              codes: keyCodes(apiKey, product, runtime().settings.publicUrl),
              language: codeLanguageOf((name) => jar.get(name)?.value),
              variable: keyVariable(product),
            }
          : null
      }
    />
  );
}
