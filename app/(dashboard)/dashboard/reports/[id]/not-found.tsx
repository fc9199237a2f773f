import { FileChartColumn } from "lucide-react";
import { NotFoundPage } from "@/components/layout/not-found-page";

export default function ReportNotFound() {
  return (
    <NotFoundPage
      title="Report"
      noun="report"
      icon={<FileChartColumn />}
      list={{ href: "/dashboard/reports", label: "Reports" }}
    />
  );
}
