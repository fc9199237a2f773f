import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { OAuthAppDetail } from "@/components/oauth/oauth-app-detail";
import { holdsScope } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { readApp } from "@/lib/features/oauth/apps";
import { oauthScopes } from "@/lib/features/oauth/resources";
import { ApiError } from "@/lib/http/api-error";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "OAuth app" };

export default async function OAuthAppPage({ params }: { params: Promise<{ client_id: string }> }) {
  const [principal, { client_id: clientId }] = await Promise.all([pagePrincipal(), params]);
  if (!principal) return <ToSignIn />;
  // The list says why a member cannot see it.
  if (!holdsScope(principal, "organization:admin")) redirect("/dashboard/oauth-apps");
  const app = await readApp(principal, clientId).catch((error: unknown) => {
    if (error instanceof ApiError && error.kind === "not_found") notFound();
    throw error;
  });
  return (
    <OAuthAppDetail app={app} loadedAtMs={Date.now()} scopes={oauthScopes} issuer={runtime().settings.publicUrl} />
  );
}
