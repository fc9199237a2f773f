import { AdminPage } from "@/app/(dashboard)/dashboard/admin/admin-page";
import { adminTitle } from "@/app/(dashboard)/dashboard/admin/admin-title";
import { CustomersView } from "@/components/customers/customers-view";

export const generateMetadata = adminTitle("Customers");

export default function CustomersPage() {
  return (
    <AdminPage description="Whom the organization that you act for sells its API to, with plans and limits of their own.">
      <CustomersView />
    </AdminPage>
  );
}
