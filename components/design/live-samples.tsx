"use client";
import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { ErrorState } from "@/components/ui/error-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";

const environments = [
  { value: "development", label: "Development" },
  { value: "production", label: "Production" },
  { value: "staging", label: "Staging", disabled: true },
];

/** Controls that answer, in their states: filled, wrong, read-only, switched off. */
export function LiveSamples() {
  const [environment, setEnvironment] = useState("development");
  const [stored, setStored] = useState(true);
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <Field label="Name" hint="Shown in lists.">
        {(props) => <Input {...props} defaultValue="Concierge app" />}
      </Field>
      <Field label="Email" error="This must be an email address.">
        {(props) => <Input {...props} defaultValue="ada@" />}
      </Field>
      <Field label="Organization ID">{(props) => <Input {...props} readOnly defaultValue="org_4f1c" />}</Field>
      <Field label="Plan">{(props) => <Input {...props} disabled defaultValue="Pro" />}</Field>
      <Field label="Environment">
        {({ id }) => <Select id={id} value={environment} onValueChange={setEnvironment} options={environments} />}
      </Field>
      <div className="flex flex-col items-start gap-3">
        <Segmented
          label="Environment of the key"
          value={environment}
          onValueChange={setEnvironment}
          options={environments}
        />
        <Checkbox
          checked={stored}
          onCheckedChange={setStored}
          label="I have stored it"
          description="It is not shown again."
        />
        <Checkbox checked={false} disabled onCheckedChange={setStored} label="Not on this plan" />
      </div>
      <div className="sm:col-span-2">
        <ErrorState title="Usage unavailable" body="The figures could not be read." onRetry={() => undefined} />
      </div>
    </div>
  );
}
