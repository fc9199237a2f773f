import { Handshake } from "lucide-react";
import { AdminNotFound } from "@/app/(dashboard)/dashboard/admin/admin-not-found";

export default function CustomerNotFound() {
  return (
    <AdminNotFound
      title="Customer"
      noun="customer"
      icon={<Handshake />}
      list={{ href: "/dashboard/admin/customers", label: "Customers" }}
    />
  );
}
