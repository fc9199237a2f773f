import type { Metadata } from "next";
import { AdminPage } from "@/app/(dashboard)/dashboard/admin/admin-page";
import { CustomersView } from "@/components/customers/customers-view";

export const metadata: Metadata = { title: "Customers" };

export default function CustomersPage() {
  return (
    <AdminPage description="Whom the organization that you act for sells its API to, with plans and limits of their own.">
      <CustomersView />
    </AdminPage>
  );
}
