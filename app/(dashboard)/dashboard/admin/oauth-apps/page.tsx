import type { Metadata } from "next";
import { AdminPage } from "@/app/(dashboard)/dashboard/admin/admin-page";
import { AnyAppsView } from "@/components/oauth/any-apps-view";

export const metadata: Metadata = { title: "OAuth apps of the deployment" };

export default function AdminOAuthAppsPage() {
  return (
    <AdminPage description="Every OAuth app of this deployment. The consent page warns users of an app until an administrator has vouched for it.">
      <AnyAppsView />
    </AdminPage>
  );
}
