import type { Metadata } from "next";
import { AdminPage } from "@/app/(dashboard)/dashboard/admin/admin-page";
import { MailView } from "@/components/mail/mail-view";

export const metadata: Metadata = { title: "Mail" };

export default function AdminMailPage() {
  return (
    <AdminPage description="What this deployment writes to people. Kept for 30 days.">
      <MailView />
    </AdminPage>
  );
}
