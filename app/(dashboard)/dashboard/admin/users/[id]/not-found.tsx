import { Users } from "lucide-react";
import { AdminNotFound } from "@/app/(dashboard)/dashboard/admin/admin-not-found";

export default function UserNotFound() {
  return (
    <AdminNotFound
      title="User"
      noun="user"
      icon={<Users />}
      list={{ href: "/dashboard/admin/users", label: "Users" }}
      ofDeployment
    />
  );
}
