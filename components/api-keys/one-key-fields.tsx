"use client";
import { Checkbox } from "@/components/ui/checkbox";
import { type Control, useField } from "@/components/ui/use-field";
import { CreditFields } from "./credit-fields";
import type { OneKeyDraft } from "./one-key-draft";

/** What a new key may begin with, and no template of keys says: credits, and whether it is switched on. */
export function OneKeyFields({ control }: { control: Control<OneKeyDraft> }) {
  const { field } = useField({ control, name: "enabled" });
  return (
    <>
      <CreditFields control={control} />
      <Checkbox
        checked={field.value}
        onCheckedChange={field.onChange}
        label="The key is switched on"
        description="Off, it is refused until it is switched on."
      />
    </>
  );
}
