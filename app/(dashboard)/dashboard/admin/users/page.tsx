import type { Metadata } from "next";
import { AdminPage } from "@/app/(dashboard)/dashboard/admin/admin-page";
import { UsersView } from "@/components/administration/users-view";

export const metadata: Metadata = { title: "Users" };

export default function AdminUsersPage() {
  return (
    <AdminPage description="Everybody who registered here, and who administers this deployment.">
      {({ userId }) => <UsersView ownId={userId} />}
    </AdminPage>
  );
}
