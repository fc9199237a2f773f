import { Building2 } from "lucide-react";
import { AdminNotFound } from "@/app/(dashboard)/dashboard/admin/admin-not-found";

export default function OrganizationNotFound() {
  return (
    <AdminNotFound
      title="Organization"
      noun="organization"
      icon={<Building2 />}
      list={{ href: "/dashboard/admin", label: "Organizations" }}
      ofDeployment
    />
  );
}
