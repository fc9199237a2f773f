import type { Metadata } from "next";
import { cookies } from "next/headers";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { firstCallPath } from "@/components/overview/first-call";
import { purposeCookie } from "@/components/overview/first-steps-cookie";
import { roleReaches } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import { contractTable } from "@/lib/contract-table";
import { ownDevelopmentKey } from "@/lib/features/api-keys/keys-to-review";
import { getOrganizationName } from "@/lib/features/organizations/organization";
import { pagePrincipal } from "@/lib/http/page-principal";
import { purposeOf } from "./purposes";
import { Welcome } from "./welcome";

export const metadata: Metadata = { title: "First steps" };

export default async function WelcomePage() {
  const principal = await pagePrincipal();
  if (!principal) return <ToSignIn />;
  const [name, key, jar] = await Promise.all([
    getOrganizationName(principal),
    ownDevelopmentKey(principal, "prompts"),
    cookies(),
  ]);
  const role = principal.role ?? "member";
  return (
    <Welcome
      userId={principal.userId}
      cameFor={purposeOf(jar.get(purposeCookie)?.value, principal.userId).value}
      organization={name ?? "Your organization"}
      manages={roleReaches(role, "admin")}
      instanceAdmin={principal.instanceAdmin}
      origin={runtime().settings.publicUrl}
      samplePath={firstCallPath(contractTable, { product: "prompts" })}
      ownKey={key}
    />
  );
}
