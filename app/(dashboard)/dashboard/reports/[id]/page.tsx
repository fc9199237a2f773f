import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { ReportDetail } from "@/components/reports/report-detail";
import { getReport } from "@/lib/features/reports/reports";
import { orNull } from "@/lib/http/or-null";
import { pagePrincipal } from "@/lib/http/page-principal";

export const metadata: Metadata = { title: "Report" };

export default async function ReportPage({ params }: { params: Promise<{ id: string }> }) {
  const [principal, { id }] = await Promise.all([pagePrincipal(), params]);
  if (!principal) return <ToSignIn />;
  const report = await orNull(getReport(principal, id));
  if (!report) notFound();
  return <ReportDetail first={report} loadedAtMs={Date.now()} />;
}
