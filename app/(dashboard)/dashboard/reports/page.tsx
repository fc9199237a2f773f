import type { Metadata } from "next";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { ReportsView } from "@/components/reports/reports-view";
import { listReports } from "@/lib/features/reports/reports";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Reports" };

export default async function ReportsPage() {
  const principal = await pagePrincipal();
  if (!principal) return <ToSignIn />;
  return <ReportsView first={await listReports(principal, { limit: 25 })} loadedAtMs={Date.now()} />;
}
