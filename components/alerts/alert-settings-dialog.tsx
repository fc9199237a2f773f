"use client";
import { useRouter } from "next/navigation";
import { FormDialog } from "@/components/ui/form-dialog";
import { CheckField, SegmentedField } from "@/components/ui/form-fields";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useValue } from "@/components/ui/use-field";
import type { AlertSettings } from "@/lib/features/alerts/contract";
import { dashboardAlertContracts } from "@/lib/features/alerts/contract";
import { call } from "@/lib/http/call";
import { alertKindLabels, watchedLabels } from "./alert-kind";
import { bodyOf, draftOf, draftProblems } from "./alert-settings-draft";
import { ChoiceList } from "./choice-list";

type Choice = { id: string; label: string };

/** What the form begins with, and whom it offers as receivers. */
export type AlertSetup = { settings: AlertSettings; members: readonly Choice[]; webhooks: readonly Choice[] };

const choicesOf = (labels: Record<string, string>) => Object.entries(labels).map(([id, label]) => ({ id, label }));
const mailOptions = [
  { value: "admins", label: "Owners and admins" },
  { value: "members", label: "Chosen members" },
];

/** Sets what counts as unusual in the organization, and who is told of it when. */
export function AlertSettingsDialog({ setup, onClose }: { setup: AlertSetup; onClose: () => void }) {
  const router = useRouter();
  const contract = dashboardAlertContracts.changeSettings;
  const form = useContractForm({
    values: draftOf(setup.settings),
    schema: contract.body,
    bodyOf,
    check: draftProblems,
    send: (body) => call(contract, { body }),
  });
  const { control } = form;
  const quiet = useValue(control, "quiet");
  const mail = useValue(control, "mail");
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title="Alert settings"
      description="They hold for the whole organization, from the next second on."
      submitLabel="Save settings"
      saved={() => ({ title: "Alert settings saved" })}
      refresh={() => router.refresh()}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <ChoiceList control={control} name="credentials" label="Watched" options={choicesOf(watchedLabels)} />
        <ChoiceList control={control} name="kinds" label="Alerts about" options={choicesOf(alertKindLabels)} />
      </div>
      <div className="grid gap-4 sm:grid-cols-3">
        <TextField control={control} name="traffic.at_least" label="Requests of an hour" inputMode="numeric" />
        <TextField control={control} name="traffic.times_typical" label="Times the usual hour" inputMode="decimal" />
        <TextField control={control} name="traffic.times_busiest" label="Times the busiest" inputMode="decimal" />
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          control={control}
          name="rejections.at_least"
          label="Rejections in five minutes"
          inputMode="numeric"
        />
        <TextField
          control={control}
          name="rejections.share_percent"
          label="Percent of its requests"
          inputMode="numeric"
        />
      </div>
      <CheckField
        control={control}
        name="quiet"
        label="Quiet hours"
        description="Alerts are raised and shown as always. Mail about them waits."
      />
      {quiet && (
        <div className="grid gap-4 sm:grid-cols-3">
          <TextField control={control} name="quiet_hours.from" label="From" type="time" />
          <TextField control={control} name="quiet_hours.until" label="Until" type="time" />
          <TextField control={control} name="quiet_hours.time_zone" label="Time zone" autoComplete="off" />
        </div>
      )}
      <SegmentedField control={control} name="mail" label="Mail goes to" options={mailOptions} />
      {mail === "members" && (
        <ChoiceList control={control} name="receivers.members" label="Members" options={setup.members} />
      )}
      {setup.webhooks.length > 0 && (
        <ChoiceList
          control={control}
          name="receivers.webhooks"
          label="Webhooks that get every alert"
          options={setup.webhooks}
        />
      )}
    </FormDialog>
  );
}
