import type { Metadata } from "next";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { firstCallPath } from "@/components/overview/first-call";
import { roleReaches } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import { contractTable } from "@/lib/contract-table";
import { ownDevelopmentKey } from "@/lib/features/api-keys/keys-to-review";
import { getOrganizationName } from "@/lib/features/organizations/organization";
import { pagePrincipal } from "@/lib/http/page-principal";
import { Welcome } from "./welcome";

export const metadata: Metadata = { title: "First steps" };

export default async function WelcomePage() {
  const principal = await pagePrincipal();
  if (!principal) return <ToSignIn />;
  const [name, key] = await Promise.all([getOrganizationName(principal), ownDevelopmentKey(principal, "prompts")]);
  const role = principal.role ?? "member";
  return (
    <Welcome
      organization={name ?? "Your organization"}
      manages={roleReaches(role, "admin")}
      instanceAdmin={principal.instanceAdmin}
      origin={runtime().settings.publicUrl}
      samplePath={firstCallPath(contractTable, { product: "prompts" })}
      ownKey={key}
    />
  );
}
