"use client";
import { FormDialog } from "@/components/ui/form-dialog";
import { SelectField } from "@/components/ui/form-fields";
import { about } from "@/components/ui/form-problems";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useValue } from "@/components/ui/use-field";
import { createMeterContract } from "@/lib/features/metering/contract";
import { call } from "@/lib/http/call";
import { useRefreshMeters } from "./meter-list";
import { meterName } from "./meter-words";

type Aggregation = "count" | "sum" | "max" | "unique";
type Period = "day" | "month";
type Draft = {
  key: string;
  name: string;
  event_type: string;
  aggregation: string;
  value_property: string;
  group_by: string;
  period: string;
};

const emptyDraft: Draft = {
  key: "",
  name: "",
  event_type: "",
  aggregation: "count",
  value_property: "",
  group_by: "",
  period: "month",
};

const aggregations = [
  { value: "count", label: "Number of events" },
  { value: "sum", label: "Sum of a value" },
  { value: "max", label: "Highest value" },
  { value: "unique", label: "Number of different values" },
];
const periods = [
  { value: "day", label: "Day" },
  { value: "month", label: "Month" },
];
const mono = { autoComplete: "off", spellCheck: false, className: "font-mono" } as const;

/** Makes a meter. What was typed survives closing. */
export function CreateMeterDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const form = useContractForm({
    values: emptyDraft,
    schema: createMeterContract.body,
    bodyOf: ({ key, name, event_type, aggregation, value_property, group_by, period }) => ({
      key,
      name,
      event_type,
      // The choices of the two fields are these.
      aggregation: aggregation as Aggregation,
      period: period as Period,
      ...(aggregation === "count" ? {} : { value_property }),
      group_by: aggregation === "unique" ? [] : group_by.split(/[\s,]+/).filter(Boolean),
    }),
    words: {
      key: about("The key"),
      name: about("The name"),
      event_type: about("The event type"),
      value_property: about("The value"),
      group_by: about("Grouping"),
    },
    send: (body) => call(createMeterContract, { body }),
    creates: "meter",
    draft: "meter",
  });
  const aggregation = useValue(form.control, "aggregation");
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      form={form}
      title="Create meter"
      description="It counts the events that are accepted from now on. What it counts cannot be changed later."
      submitLabel="Create meter"
      refresh={useRefreshMeters()}
      saved={({ data }) => ({ title: `“${meterName(data)}” counts now` })}
    >
      <TextField
        control={form.control}
        name="key"
        label="Key"
        hint="Its name in addresses and files."
        autoFocus
        placeholder="tokens"
        maxLength={64}
        {...mono}
      />
      <TextField
        control={form.control}
        name="name"
        label="Name (optional)"
        placeholder="Tokens"
        maxLength={200}
        autoComplete="off"
      />
      <TextField
        control={form.control}
        name="event_type"
        label="Event type"
        hint="The type of the events that it counts."
        placeholder="com.example.tokens_used"
        maxLength={128}
        {...mono}
      />
      <SelectField control={form.control} name="aggregation" label="What it counts" options={aggregations} />
      {aggregation !== "count" && (
        <TextField
          control={form.control}
          name="value_property"
          label="Value"
          hint="Where it stands in an event’s data, with dots between names."
          placeholder="usage.tokens"
          {...mono}
        />
      )}
      {aggregation !== "unique" && (
        <TextField
          control={form.control}
          name="group_by"
          label="Told apart by (optional)"
          hint="Up to four properties of the data, separated by commas."
          placeholder="model, region"
          {...mono}
        />
      )}
      <SelectField
        control={form.control}
        name="period"
        label="Period"
        hint="After each, webhooks are told what every customer used."
        options={periods}
      />
    </FormDialog>
  );
}
