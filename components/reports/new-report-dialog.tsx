"use client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { failureText } from "@/components/ui/failure-text";
import { Field } from "@/components/ui/field";
import { FormAlert } from "@/components/ui/form-alert";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { useToast } from "@/components/ui/toast";
import { useFirstProblemFocus } from "@/components/ui/use-first-problem-focus";
import { dashboardReportContracts, type Report } from "@/lib/features/reports/contract";
import { ReportKind } from "@/lib/generated/prisma/enums";
import { CallError, call } from "@/lib/http/call";
import { kindWords } from "./report-words";
import { useRefreshReports } from "./use-reports";

const reportKinds = Object.values(ReportKind);

/** Asks for a report; the list then shows how it comes along. */
export function NewReportDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const formId = useId();
  const [kind, setKind] = useState<Report["kind"]>("usage");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const refresh = useRefreshReports();
  const toast = useToast();
  const create = useMutation({
    mutationFn: () =>
      call(dashboardReportContracts.create, {
        body: { kind, ...(kind === "usage" && from ? { from } : {}), ...(kind === "usage" && to ? { to } : {}) },
      }),
    onSuccess: () => {
      void refresh();
      toast.show({ title: "The report is on its way", description: "It takes a few seconds.", tone: "success" });
      close();
    },
  });
  const form = useFirstProblemFocus(create.error);
  const close = () => {
    create.reset();
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!create.isPending) create.mutate();
  };
  const problems = create.error instanceof CallError ? create.error.problems : [];
  const problemOf = (name: string) => problems.find(({ path }) => path === name)?.message ?? null;

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && !create.isPending && close()}
      title="New report"
      description="Of your organization's production data."
      footer={
        <>
          <Button onClick={close} disabled={create.isPending}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={create.isPending}>
            Make report
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {create.error && problems.length === 0 && <FormAlert>{failureText(create.error)}</FormAlert>}
        <div className="flex flex-col gap-1.5">
          <span className="text-sm font-medium">What about</span>
          <Segmented
            label="What about"
            value={kind}
            onValueChange={(value) => setKind(reportKinds.find((known) => known === value) ?? "usage")}
            options={reportKinds.map((value) => ({ value, label: kindWords[value].label }))}
          />
          <p className="text-sm text-muted">{kindWords[kind].summary}</p>
        </div>
        {kind === "usage" && (
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="From" error={problemOf("from")} hint="First day, UTC; 30 days where empty.">
              {(props) => (
                <Input {...props} type="date" value={from} onChange={(event) => setFrom(event.target.value)} />
              )}
            </Field>
            <Field label="To" error={problemOf("to")} hint="Last day, UTC; today where empty.">
              {(props) => <Input {...props} type="date" value={to} onChange={(event) => setTo(event.target.value)} />}
            </Field>
          </div>
        )}
      </form>
    </Dialog>
  );
}
