import type { Metadata } from "next";
import { cookies } from "next/headers";
import { notFound } from "next/navigation";
import { cache } from "react";
import { titleOf } from "@/app/(dashboard)/dashboard/title-of";
import { TargetTrail } from "@/components/audit/target-trail";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { TokenDetail } from "@/components/tokens/token-detail";
import { tokenCodes, tokenVariable } from "@/components/tokens/token-secret";
import { runtime } from "@/lib/access/runtime";
import { getToken } from "@/lib/features/tokens/one-token";
import { codeLanguageOf } from "@/lib/http/code-language";
import { pagePrincipal } from "@/lib/http/page-principal";

type Props = { params: Promise<{ id: string }> };

/** Read once a view, for the title and for the page. */
const tokenOf = cache(getToken);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return titleOf(params, tokenOf, "Personal access tokens");
}

export default async function TokenPage({ params }: Props) {
  const [principal, { id }, jar] = await Promise.all([pagePrincipal(), params, cookies()]);
  if (!principal) return <ToSignIn />;
  const token = await tokenOf(principal, id);
  if (!token) notFound();
  return (
    <TokenDetail
      token={token}
      loadedAtMs={Date.now()}
      trail={<TargetTrail target={token.token_id} of="token" group="tokens" />}
      using={{
        codes: tokenCodes(token, runtime().settings.publicUrl),
        language: codeLanguageOf((name) => jar.get(name)?.value),
        variable: tokenVariable,
      }}
    />
  );
}
