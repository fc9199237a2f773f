import { AdminPage } from "@/app/(dashboard)/dashboard/admin/admin-page";
import { adminTitle } from "@/app/(dashboard)/dashboard/admin/admin-title";
import { MailView } from "@/components/mail/mail-view";

export const generateMetadata = adminTitle("Mail");

export default function AdminMailPage() {
  return (
    <AdminPage description="What this deployment writes to people. Kept for 30 days.">
      <MailView />
    </AdminPage>
  );
}
