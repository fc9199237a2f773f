import { AdminPage } from "@/app/(dashboard)/dashboard/admin/admin-page";
import { adminTitle } from "@/app/(dashboard)/dashboard/admin/admin-title";
import { UsersView } from "@/components/administration/users-view";

export const generateMetadata = adminTitle("Users");

export default function AdminUsersPage() {
  return (
    <AdminPage description="Everybody who registered here, and who administers this deployment.">
      {({ userId }) => <UsersView ownId={userId} />}
    </AdminPage>
  );
}
