import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { titleOf } from "@/app/(dashboard)/dashboard/title-of";
import { ToSignIn } from "@/components/layout/to-sign-in";
import { ReportDetail } from "@/components/reports/report-detail";
import { kindWords } from "@/components/reports/report-words";
import type { UserPrincipal } from "@/lib/access/principal";
import { getReport } from "@/lib/features/reports/reports";
import { orNull } from "@/lib/http/or-null";
import { pagePrincipal } from "@/lib/http/page-principal";

type Props = { params: Promise<{ id: string }> };

/** Read once a view, for the title and for the page. */
const reportOf = cache((principal: UserPrincipal, id: string) => orNull(getReport(principal, id)));

const namedReport = async (principal: UserPrincipal, id: string) => {
  const report = await reportOf(principal, id);
  return report && { name: kindWords[report.kind].label };
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return titleOf(params, namedReport, "Reports");
}

export default async function ReportPage({ params }: Props) {
  const [principal, { id }] = await Promise.all([pagePrincipal(), params]);
  if (!principal) return <ToSignIn />;
  const report = await reportOf(principal, id);
  if (!report) notFound();
  return <ReportDetail first={report} loadedAtMs={Date.now()} />;
}
