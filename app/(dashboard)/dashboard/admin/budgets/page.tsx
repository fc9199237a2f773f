import { AdminPage } from "@/app/(dashboard)/dashboard/admin/admin-page";
import { adminTitle } from "@/app/(dashboard)/dashboard/admin/admin-title";
import { BudgetsView } from "@/components/budgets/budgets-view";

export const generateMetadata = adminTitle("Budgets");

export default function BudgetsPage() {
  return (
    <AdminPage description="How much of a product the organization, its customers and its keys use in a period.">
      <BudgetsView />
    </AdminPage>
  );
}
