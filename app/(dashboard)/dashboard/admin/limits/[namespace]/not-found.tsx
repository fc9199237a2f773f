import { Gauge } from "lucide-react";
import { AdminNotFound } from "@/app/(dashboard)/dashboard/admin/admin-not-found";

export default function NamespaceNotFound() {
  return (
    <AdminNotFound
      title="Namespace"
      noun="namespace"
      icon={<Gauge />}
      list={{ href: "/dashboard/admin/limits", label: "Limits" }}
    />
  );
}
