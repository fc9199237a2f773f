"use client";
import { FormDialog } from "@/components/ui/form-dialog";
import { SegmentedField } from "@/components/ui/form-fields";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { wholeNumberIn } from "@/components/ui/whole-number";
import { topUpKeyContract } from "@/lib/features/api-keys/credit-contract";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { call } from "@/lib/http/call";
import { useRefreshApiKeys } from "./use-api-keys";

/** The most that can be counted (the contract's own bound). */
const mostCredits = 1_000_000_000_000;

const ways = [
  { value: "add", label: "Add to what is left" },
  { value: "set", label: "Set what is left" },
] as const;

/** Adds credits to those that a key has left, or sets how many are. */
export function TopUpDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: (changed: boolean) => void }) {
  const form = useContractForm({
    values: { how: "add", add: "" },
    schema: topUpKeyContract.body,
    bodyOf: ({ how, add }) => {
      const count = wholeNumberIn(add);
      // What is no number of credits is refused as `add`, which is a field.
      return how === "set" && count <= mostCredits ? { set: count } : { add: count };
    },
    check: ({ how, add }) => {
      const [count, least] = [wholeNumberIn(add), how === "set" ? 0 : 1];
      const most = mostCredits.toLocaleString("en");
      return count >= least && count <= mostCredits
        ? {}
        : { add: `Enter a whole number from ${least} to ${most}, in digits alone` };
    },
    send: (body) => call(topUpKeyContract, { params: { id: apiKey.id }, body }),
  });
  return (
    <FormDialog
      form={form}
      onClose={(saved) => onClose(saved !== undefined)}
      title={`Credits of “${apiKey.name}”`}
      description="They count from the next request on, for this key and those that take its place."
      submitLabel="Change credits"
      saved={({ data }) => ({
        title:
          data.remaining === null ? "The credits were changed" : `${data.remaining.toLocaleString("en")} credits left`,
      })}
      refresh={useRefreshApiKeys()}
    >
      <SegmentedField control={form.control} name="how" label="Do what" options={ways} />
      <TextField
        control={form.control}
        name="add"
        label="Credits"
        hint="A refill sets them to its own amount again."
        inputMode="numeric"
        maxLength={17}
        autoComplete="off"
        className="sm:max-w-48"
        autoFocus
      />
    </FormDialog>
  );
}
