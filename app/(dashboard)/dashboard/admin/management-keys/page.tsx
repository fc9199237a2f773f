import type { Metadata } from "next";
import { AdminPage } from "@/app/(dashboard)/dashboard/admin/admin-page";
import { ManagementKeysView } from "@/components/api-keys/management-keys-view";

export const metadata: Metadata = { title: "Management keys" };

export default function ManagementKeysPage() {
  return (
    <AdminPage description="Keys with which your own backend changes the catalogue and makes customers and API keys.">
      <ManagementKeysView />
    </AdminPage>
  );
}
