import type { Metadata } from "next";
import { AdminPage } from "@/app/(dashboard)/dashboard/admin/admin-page";
import { NamespacesView } from "@/components/limits/namespaces-view";

export const metadata: Metadata = { title: "Limits" };

export default function LimitsPage() {
  return (
    <AdminPage description="What your services count by an identifier of their own, and ask before they go on.">
      <NamespacesView />
    </AdminPage>
  );
}
