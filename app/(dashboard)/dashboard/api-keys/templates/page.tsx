import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { keyProducts } from "@/app/(dashboard)/dashboard/api-keys/key-products";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { KeyTemplatesView } from "@/components/api-keys/key-templates-view";
import { keyTemplateList } from "@/components/api-keys/template-list";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { roleReaches } from "@/lib/access/catalogue";
import { listKeyTemplates } from "@/lib/features/api-keys/key-templates";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Key templates" };

export default async function KeyTemplatesPage() {
  const principal = await pagePrincipal();
  if (!principal) return <ToSignIn />;
  const [firstProduct, ...products] = keyProducts(principal);
  if (!firstProduct) notFound();
  const manages = principal.role !== null && roleReaches(principal.role, "admin");
  return (
    <FirstPage list={keyTemplateList()} read={(query) => listKeyTemplates(principal, query)}>
      <KeyTemplatesView
        products={[firstProduct, ...products]}
        barred={manages ? null : "Only admins and owners of the organization change templates"}
      />
    </FirstPage>
  );
}
