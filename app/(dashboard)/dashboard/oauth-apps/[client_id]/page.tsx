import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { titleOf } from "@/app/(dashboard)/dashboard/title-of";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { OAuthAppDetail } from "@/components/oauth/oauth-app-detail";
import { holdsScope, type UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { readApp } from "@/lib/features/oauth/apps";
import { oauthScopes } from "@/lib/features/oauth/resources";
import { orNull } from "@/lib/http/or-null";
import { pagePrincipal } from "@/lib/http/page-principal";

type Props = { params: Promise<{ client_id: string }> };

/** Read once a view, for the title and for the page. */
const appOf = cache((principal: UserPrincipal, id: string) => orNull(readApp(principal, id)));
const visibleApp = async (principal: UserPrincipal, id: string) =>
  holdsScope(principal, "organization:admin") ? appOf(principal, id) : null;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return titleOf(
    params.then(({ client_id: id }) => ({ id })),
    visibleApp,
    "OAuth apps",
  );
}

export default async function OAuthAppPage({ params }: Props) {
  const [principal, { client_id: clientId }] = await Promise.all([pagePrincipal(), params]);
  if (!principal) return <ToSignIn />;
  // The list says why a member cannot see it.
  if (!holdsScope(principal, "organization:admin")) redirect("/dashboard/oauth-apps");
  const app = await appOf(principal, clientId);
  if (!app) notFound();
  return (
    <OAuthAppDetail app={app} loadedAtMs={Date.now()} scopes={oauthScopes} issuer={runtime().settings.publicUrl} />
  );
}
