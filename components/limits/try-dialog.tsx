"use client";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { FormDialog } from "@/components/ui/form-dialog";
import { SegmentedField } from "@/components/ui/form-fields";
import { about } from "@/components/ui/form-problems";
import { Progress } from "@/components/ui/progress";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useValue } from "@/components/ui/use-field";
import { notInDigits, wholeNumberIn } from "@/components/ui/whole-number";
import { type LimitVerdict, peekContract, takeContract } from "@/lib/features/limits/contract";
import { call } from "@/lib/http/call";

const ways = [
  { value: "peek", label: "Only look" },
  { value: "take", label: "Take" },
];

/** Asks what remains to an identifier, or takes of it as a service would. */
export function TryDialog({ namespace, onClose }: { namespace: string; onClose: () => void }) {
  const [verdict, setVerdict] = useState<LimitVerdict | null>(null);
  const form = useContractForm({
    values: { way: "peek", identifier: "", cost: "1" },
    schema: takeContract.body,
    bodyOf: ({ way, identifier, cost }) => ({ identifier, cost: way === "take" ? wholeNumberIn(cost) : 1 }),
    check: ({ way, cost }) => (way === "take" && Number.isNaN(wholeNumberIn(cost)) ? { cost: notInDigits } : {}),
    words: { identifier: about("The identifier"), cost: about("The cost") },
    send: async (body, { way }) => {
      const params = { namespace };
      const { data } =
        way === "take"
          ? await call(takeContract, { params, body })
          : await call(peekContract, { params, body: { identifier: body.identifier } });
      setVerdict(data);
      return data;
    },
  });
  const isTaking = useValue(form.control, "way") === "take";
  return (
    <FormDialog
      onClose={(result) => {
        // An answer is shown beside the question, and another one may follow.
        if (!result) onClose();
      }}
      form={form}
      title={`Ask “${namespace}”`}
      description="What remains to an identifier, as a service that asks would be told."
      submitLabel={isTaking ? "Take" : "Look"}
    >
      <SegmentedField control={form.control} name="way" label="What to do" options={ways} />
      <TextField
        control={form.control}
        name="identifier"
        label="Identifier"
        autoFocus
        placeholder="user_42"
        maxLength={255}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
      />
      {isTaking && <TextField control={form.control} name="cost" label="Cost" inputMode="numeric" autoComplete="off" />}
      {verdict && <Verdict verdict={verdict} />}
    </FormDialog>
  );
}

function Verdict({ verdict: { allowed, identifier, override, windows, denied_by } }: { verdict: LimitVerdict }) {
  return (
    <div aria-live="polite" className="flex flex-col gap-3 rounded-lg border p-3 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-mono break-all">{identifier}</span>
        {allowed ? <Badge tone="success">Allowed</Badge> : <Badge tone="danger">Refused by {denied_by}</Badge>}
        {override !== null && <span className="text-muted">by the override of {override}</span>}
      </p>
      {windows.map(({ name, limit, remaining, reset_at }) => (
        <div key={name} className="flex flex-col gap-1">
          <p className="flex flex-wrap justify-between gap-x-3">
            <span>
              {name}: {remaining.toLocaleString("en-US")} of {limit.toLocaleString("en-US")} left
            </span>
            <span className="text-muted">
              Resets <RelativeTime at={reset_at} />
            </span>
          </p>
          <Progress value={limit - remaining} max={limit} label={`Used of ${name}`} />
        </div>
      ))}
    </div>
  );
}
