import { AdminPage } from "@/app/(dashboard)/dashboard/admin/admin-page";
import { adminTitle } from "@/app/(dashboard)/dashboard/admin/admin-title";
import { NamespacesView } from "@/components/limits/namespaces-view";

export const generateMetadata = adminTitle("Limits");

export default function LimitsPage() {
  return (
    <AdminPage description="What your services count by an identifier of their own, and ask before they go on.">
      <NamespacesView />
    </AdminPage>
  );
}
