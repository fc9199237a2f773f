import type { Metadata } from "next";
import { AdminPage } from "@/app/(dashboard)/dashboard/admin/admin-page";
import { CatalogueView } from "@/components/catalogue/catalogue-view";

export const metadata: Metadata = { title: "Catalogue" };

export default function CataloguePage() {
  return (
    <AdminPage description="Products, scopes, plans and limits of your own, on top of what is shipped.">
      <CatalogueView />
    </AdminPage>
  );
}
