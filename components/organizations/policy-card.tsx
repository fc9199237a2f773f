"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { SelectField } from "@/components/ui/form-fields";
import { Textarea } from "@/components/ui/input";
import { PageForm } from "@/components/ui/page-form";
import { settleForm } from "@/components/ui/settle-form";
import { TextField } from "@/components/ui/text-field";
import { useToast } from "@/components/ui/toast";
import { useContractForm } from "@/components/ui/use-contract-form";
import { UtcDay } from "@/components/ui/utc-day";
import { type Role, roleIds, roleLabelOf, roleReaches } from "@/lib/access/catalogue";
import { dashboardPolicyContracts as contracts, type Policy } from "@/lib/features/organizations/policy-contract";
import { call } from "@/lib/http/call";
import { bodyOf, draftOf } from "./policy-draft";
import { PolicyViolations } from "./policy-violations";

type Props = { policy: Policy; role: Role; nowMs: number };

/** What the organization asks of its members and of their credentials, and what breaks it. */
export function PolicyCard({ policy, role, nowMs }: Props) {
  return (
    <Card
      title="Policy"
      description={`What this organization asks of its members and of their keys and tokens${role === "owner" ? "" : ", as its owners set it"}`}
    >
      <div className="grid grid-cols-1 gap-6">
        {role === "owner" ? <PolicyForm policy={policy} nowMs={nowMs} /> : <PolicySummary policy={policy} />}
        {roleReaches(role, "admin") && <PolicyViolations />}
      </div>
    </Card>
  );
}

const makers = roleIds.map((value) => ({
  value,
  label: value === "member" ? "Every member" : value === "owner" ? "Owners" : `${roleLabelOf(value)}s and owners`,
}));

const onLeak = [
  { value: "quarantine", label: "Switch it off, until somebody has looked at it" },
  { value: "revoke", label: "Revoke it, with what was made with it" },
  { value: "notify", label: "Only tell of it" },
] as const satisfies readonly { value: Policy["on_leak"]; label: string }[];

function PolicyForm({ policy, nowMs }: Pick<Props, "policy" | "nowMs">) {
  const toast = useToast();
  const router = useRouter();
  const queries = useQueryClient();
  const values = draftOf(policy, nowMs);
  const sentDraft = useRef(values);
  const form = useContractForm({
    values,
    schema: contracts.set.body,
    bodyOf: (draft) => bodyOf(draft, policy),
    send: (body, sent) => {
      sentDraft.current = sent;
      return call(contracts.set, { body });
    },
  });
  const { control } = form;
  const succeed = async (saved: Policy) => {
    settleForm(form, draftOf(saved, nowMs), sentDraft.current);
    toast.show({ title: "Policy saved", tone: "success" });
    router.refresh();
    await queries.invalidateQueries();
  };
  return (
    <PageForm form={form} onSuccess={succeed} className="grid max-w-xl gap-5">
      <TextField
        control={control}
        name="second_factor_from"
        type="date"
        label="Two-step verification required from"
        hint={
          <>
            From the start of that day (UTC), members without a passkey or an authenticator app get to their own
            settings alone. Empty: not required.
            {policy.you_have_second_factor === false && (
              <>
                {" "}
                You have neither yourself: <OwnFactorFirst /> before you set a day.
              </>
            )}
          </>
        }
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          control={control}
          name="max_key_days"
          inputMode="numeric"
          label="Longest life of API keys, in days"
          hint="Keys then need an end. Empty: any."
        />
        <TextField
          control={control}
          name="max_token_days"
          inputMode="numeric"
          label="Longest life of tokens, in days"
          hint="Empty: any."
        />
      </div>
      <TextField
        control={control}
        name="allowed_ranges"
        as={Textarea}
        rows={3}
        label="Addresses that API keys may be used from"
        hint="One range a line, such as 203.0.113.0/24. Empty: anywhere."
        spellCheck={false}
        autoComplete="off"
      />
      <SelectField
        control={control}
        name="production_keys_role"
        label="Who may make production keys"
        options={makers}
      />
      <SelectField
        control={control}
        name="on_leak"
        label="When a key or token is found in public"
        hint="By a secret-scanning partner of this deployment. Owners and admins are told in any case; what cannot be switched off is revoked."
        options={onLeak}
      />
      <TextField
        control={control}
        name="existing_credentials_from"
        type="date"
        label="Existing keys and tokens must keep to it from"
        hint="Until the start of that day (UTC) what breaks the rules above goes on, and is listed below. Empty: it goes on."
      />
      <div>
        <Button type="submit" variant="primary" pending={form.busy}>
          Save policy
        </Button>
      </div>
    </PageForm>
  );
}

function OwnFactorFirst() {
  return (
    <a href="/dashboard/settings" className="text-accent-text underline">
      add one in Settings
    </a>
  );
}

function DayFrom({ at }: { at: string }) {
  return (
    <>
      From <UtcDay at={at} />
    </>
  );
}

function PolicySummary({ policy }: Pick<Props, "policy">) {
  const days = (count: number | null) => (count === null ? "Any" : `${count} days`);
  const day = (moment: string | null, otherwise: string) => (moment === null ? otherwise : <DayFrom at={moment} />);
  const rows = [
    ["Two-step verification", day(policy.second_factor_from, "Not required")],
    ["Longest life of API keys", days(policy.max_key_days)],
    ["Longest life of tokens", days(policy.max_token_days)],
    ["Addresses for API keys", policy.allowed_ranges.join(", ") || "Any"],
    ["Production keys are made by", makers.find(({ value }) => value === policy.production_keys_role)?.label],
    ["Found in public", onLeak.find(({ value }) => value === policy.on_leak)?.label],
    ["Counts for existing keys and tokens", day(policy.existing_credentials_from, "Not")],
  ] as const;
  return (
    <dl className="grid gap-x-4 gap-y-2 text-sm sm:grid-cols-[16rem_1fr]">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0 break-words max-sm:mb-2">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
