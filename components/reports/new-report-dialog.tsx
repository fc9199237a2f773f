"use client";
import { FormDialog } from "@/components/ui/form-dialog";
import { SegmentedField } from "@/components/ui/form-fields";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useValue } from "@/components/ui/use-field";
import { dashboardReportContracts, type Report } from "@/lib/features/reports/contract";
import { ReportKind } from "@/lib/generated/prisma/enums";
import { call } from "@/lib/http/call";
import { kindWords } from "./report-words";
import { useRefreshReports } from "./use-reports";

const reportKinds = Object.values(ReportKind);

type Draft = { kind: Report["kind"]; from: string; to: string };

/** Asks for a report; the list then shows how it comes along. */
export function NewReportDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const refresh = useRefreshReports();
  const form = useContractForm({
    values: { kind: "usage", from: "", to: "" } as Draft,
    schema: dashboardReportContracts.create.body,
    bodyOf: ({ kind, from, to }) => ({
      kind,
      ...(kind === "usage" && from ? { from } : {}),
      ...(kind === "usage" && to ? { to } : {}),
    }),
    send: (body) => call(dashboardReportContracts.create, { body }),
    creates: "report",
    draft: "report",
  });
  const kind = useValue(form.control, "kind");
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      form={form}
      title="New report"
      description="Of your organization's production data."
      submitLabel="Make report"
      saved={() => ({ title: "The report is on its way", description: "It takes a few seconds." })}
      refresh={refresh}
    >
      <SegmentedField
        control={form.control}
        name="kind"
        label="What about"
        hint={kindWords[kind].summary}
        options={reportKinds.map((value) => ({ value, label: kindWords[value].label }))}
      />
      {kind === "usage" && (
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            control={form.control}
            name="from"
            label="From"
            hint="First day, UTC; 30 days where empty."
            type="date"
          />
          <TextField control={form.control} name="to" label="To" hint="Last day, UTC; today where empty." type="date" />
        </div>
      )}
    </FormDialog>
  );
}
