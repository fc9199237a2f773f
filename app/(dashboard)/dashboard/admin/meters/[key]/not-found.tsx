import { Gauge } from "lucide-react";
import { AdminNotFound } from "@/app/(dashboard)/dashboard/admin/admin-not-found";

export default function MeterNotFound() {
  return (
    <AdminNotFound
      title="Meter"
      noun="meter"
      icon={<Gauge />}
      list={{ href: "/dashboard/admin/meters", label: "Meters" }}
    />
  );
}
