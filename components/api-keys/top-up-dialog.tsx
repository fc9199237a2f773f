"use client";
import { SegmentedField } from "@/components/ui/form-fields";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { wholeNumberIn } from "@/components/ui/whole-number";
import { mostCredits } from "@/lib/access/credit-refill";
import { topUpKeyContract } from "@/lib/features/api-keys/credit-contract";
import { call } from "@/lib/http/call";
import { creditCount } from "./credit-draft";
import { CreditsDialog, type CreditsDialogProps } from "./credits-dialog";

const ways = [
  { value: "add", label: "Add to what is left" },
  { value: "set", label: "Set what is left" },
] as const;

/** Adds credits to those that a key has left, or sets how many are. */
export function TopUpDialog(about: CreditsDialogProps) {
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
      return count >= least && count <= mostCredits ? {} : { add: creditCount(least) };
    },
    send: (body) => call(topUpKeyContract, { params: { id: about.apiKey.id }, body }),
  });
  return (
    <CreditsDialog
      {...about}
      form={form}
      submitLabel="Change credits"
      saved={({ data }) => ({
        title:
          data.remaining === null ? "The credits were changed" : `${data.remaining.toLocaleString("en")} credits left`,
      })}
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
    </CreditsDialog>
  );
}
