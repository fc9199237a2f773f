import { AdminPage } from "@/app/(dashboard)/dashboard/admin/admin-page";
import { adminTitle } from "@/app/(dashboard)/dashboard/admin/admin-title";
import { ManagementKeysView } from "@/components/api-keys/management-keys-view";

export const generateMetadata = adminTitle("Management keys");

export default function ManagementKeysPage() {
  return (
    <AdminPage description="Keys with which your own backend changes the catalogue and makes customers and API keys.">
      <ManagementKeysView />
    </AdminPage>
  );
}
