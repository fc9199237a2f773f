"use client";
import { useMutation } from "@tanstack/react-query";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { useToast } from "@/components/ui/toast";
import { dashboardReportContracts, type Report } from "@/lib/features/reports/contract";
import { call } from "@/lib/http/call";
import { kindWords } from "./report-words";
import { useRefreshReports } from "./use-reports";

export function DeleteReportDialog({ report, onClose }: { report: Report; onClose: (deleted: boolean) => void }) {
  const refresh = useRefreshReports();
  const toast = useToast();
  const remove = useMutation({
    mutationFn: () => call(dashboardReportContracts.remove, { params: { id: report.id } }),
    onSuccess: () => {
      void refresh();
      toast.show({ title: "The report is deleted", tone: "success" });
      onClose(true);
    },
  });
  return (
    <ConfirmDialog
      open
      danger
      onOpenChange={(open) => !open && onClose(false)}
      title={`Delete this ${kindWords[report.kind].label} report?`}
      confirmLabel="Delete report"
      pending={remove.isPending}
      onConfirm={() => remove.mutate()}
      body={
        <div className="flex flex-col gap-3">
          <p>Files that were downloaded stay with whoever has them. What the report tells of is not touched.</p>
          {remove.error && <FormAlert>{failureText(remove.error)}</FormAlert>}
        </div>
      }
    />
  );
}
