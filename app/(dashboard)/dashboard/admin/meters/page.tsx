import { AdminPage } from "@/app/(dashboard)/dashboard/admin/admin-page";
import { adminTitle } from "@/app/(dashboard)/dashboard/admin/admin-title";
import { MetersView } from "@/components/metering/meters-view";

export const generateMetadata = adminTitle("Meters");

export default function MetersPage() {
  return (
    <AdminPage description="What is counted of the events that your services report, for the organization that you act for.">
      <MetersView />
    </AdminPage>
  );
}
