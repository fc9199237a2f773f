import { AdminPage } from "@/app/(dashboard)/dashboard/admin/admin-page";
import { adminTitle } from "@/app/(dashboard)/dashboard/admin/admin-title";
import { CatalogueView } from "@/components/catalogue/catalogue-view";

export const generateMetadata = adminTitle("Catalogue");

export default function CataloguePage() {
  return (
    <AdminPage description="Products, scopes, plans and limits of your own, on top of what is shipped.">
      <CatalogueView />
    </AdminPage>
  );
}
