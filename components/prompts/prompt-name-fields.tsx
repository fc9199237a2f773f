"use client";
import type { FieldPathByValue } from "@/components/ui/field-path";
import { TextField } from "@/components/ui/text-field";
import type { Control } from "@/components/ui/use-field";

type Named = { name: string; description: string };

/** What a prompt is called and what it is for. */
export function PromptNameFields<V extends object & Named>({ control }: { control: Control<V> }) {
  type Path = FieldPathByValue<V, string>;
  // Both are paths of V by its bound, which the compiler cannot compute for a generic.
  const [name, description] = ["name", "description"] as unknown as [Path, Path];
  return (
    <>
      <TextField
        control={control}
        name={name}
        label="Name"
        autoFocus
        placeholder="Refund reply"
        maxLength={200}
        autoComplete="off"
      />
      <TextField
        control={control}
        name={description}
        label="Description (optional)"
        maxLength={2_000}
        autoComplete="off"
      />
    </>
  );
}
