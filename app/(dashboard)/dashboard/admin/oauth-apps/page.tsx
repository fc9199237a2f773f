import { AdminPage } from "@/app/(dashboard)/dashboard/admin/admin-page";
import { adminTitle } from "@/app/(dashboard)/dashboard/admin/admin-title";
import { AnyAppsView } from "@/components/oauth/any-apps-view";

export const generateMetadata = adminTitle("OAuth apps of the deployment");

export default function AdminOAuthAppsPage() {
  return (
    <AdminPage description="Every OAuth app of this deployment. The consent page warns users of an app until an administrator has vouched for it.">
      <AnyAppsView />
    </AdminPage>
  );
}
