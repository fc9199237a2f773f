"use client";
import type { FieldPathByValue } from "@/components/ui/field-path";
import { Textarea } from "@/components/ui/input";
import { TextField } from "@/components/ui/text-field";
import type { Control } from "@/components/ui/use-field";
import { maxContentLength } from "@/lib/features/prompts/contract";

/** Where a prompt's text is written. */
export function ContentField<V extends object>({
  control,
  name,
  autoFocus = false,
}: {
  control: Control<V>;
  name: FieldPathByValue<V, string>;
  autoFocus?: boolean;
}) {
  return (
    <TextField
      control={control}
      name={name}
      label="Text"
      hint={
        <>
          <code className="font-mono">{"{{name}}"}</code> stands for a variable;{" "}
          <code className="font-mono">{"\\{{name}}"}</code> is the braces themselves.
        </>
      }
      as={Textarea}
      autoFocus={autoFocus}
      maxLength={maxContentLength}
      rows={12}
      spellCheck
      className="font-mono leading-relaxed"
    />
  );
}
