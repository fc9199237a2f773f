"use client";
import type { FieldPathByValue } from "@/components/ui/field-path";
import { TextField } from "@/components/ui/text-field";
import type { Control } from "@/components/ui/use-field";
import type { CreditsDraft } from "./credit-draft";

/** How many requests a key may make in all, and what it begins anew with when. */
export function CreditFields<V extends object & { credits: CreditsDraft }>({
  control,
  autoFocus,
}: {
  control: Control<V>;
  autoFocus?: boolean;
}) {
  // Paths of V by its bound, which the compiler cannot compute for a generic.
  const place = (name: string) => ({ control, name: name as unknown as FieldPathByValue<V, string> });
  const count = { inputMode: "numeric", maxLength: 17, autoComplete: "off" } as const;
  return (
    <>
      <TextField
        {...place("credits.remaining")}
        {...count}
        label="Credits"
        hint="How many requests it may make in all. Empty: as many as its limits allow."
        className="sm:max-w-48"
        {...(autoFocus ? { autoFocus } : {})}
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          {...place("credits.refill.amount")}
          {...count}
          label="Refilled to"
          hint="Replaces what is left. Empty: never."
        />
        <TextField
          {...place("credits.refill.every")}
          label="Each"
          hint="A length such as 1h or 7d, or day 1 of each month as “day 1”."
          placeholder="7d"
          maxLength={10}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      </div>
    </>
  );
}
