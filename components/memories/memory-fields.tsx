"use client";
import type { FieldPathByValue } from "@/components/ui/field-path";
import { SegmentedField } from "@/components/ui/form-fields";
import { Textarea } from "@/components/ui/input";
import { TextField } from "@/components/ui/text-field";
import { type Control, useValues } from "@/components/ui/use-field";
import type { Memory } from "@/lib/features/memories/contract";
import { memoryTypeHints, memoryTypeLabels } from "./memory-words";

const types = Object.entries(memoryTypeLabels).map(([value, label]) => ({ value, label }));

/** What a memory says, and of which type it is. */
export function MemoryFields<V extends Pick<Memory, "content" | "type">>({ control }: { control: Control<V> }) {
  type Path = FieldPathByValue<V, string>;
  // Both are paths of V by its bound, which the compiler cannot compute for a generic.
  const [content, type] = ["content", "type"] as unknown as [Path, Path];
  return (
    <>
      <TextField
        control={control}
        name={content}
        label="Text"
        as={Textarea}
        rows={6}
        maxLength={100_000}
        placeholder="Ada prefers tea"
      />
      <SegmentedField
        control={control}
        name={type}
        label="Type"
        hint={memoryTypeHints[useValues(control).type]}
        options={types}
      />
    </>
  );
}
