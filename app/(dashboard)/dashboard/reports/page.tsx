import type { Metadata } from "next";
import { FirstPage } from "@/app/(dashboard)/dashboard/first-page";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { reportList } from "@/components/reports/report-lists";
import { ReportsView } from "@/components/reports/reports-view";
import { listReports } from "@/lib/features/reports/reports";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Reports" };

export default async function ReportsPage() {
  const principal = await pagePrincipal();
  if (!principal) return <ToSignIn />;
  return (
    <FirstPage list={reportList} read={(query) => listReports(principal, query)}>
      <ReportsView />
    </FirstPage>
  );
}
