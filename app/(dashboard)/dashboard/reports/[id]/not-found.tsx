import { FileChartColumn } from "lucide-react";
import Link from "next/link";
import { PageHeader } from "@/components/layout/page-header";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function ReportNotFound() {
  return (
    <>
      <PageHeader title="Report" />
      <EmptyState
        icon={<FileChartColumn />}
        title="There is no such report"
        body="The address may be mistyped, the report was deleted, or it belongs to another organization."
        action={
          <Link href="/dashboard/reports" className={buttonClass()}>
            Go to Reports
          </Link>
        }
      />
    </>
  );
}
