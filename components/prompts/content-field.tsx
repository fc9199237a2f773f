"use client";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { maxContentLength } from "@/lib/features/prompts/contract";

/** Where a prompt's text is written. */
export function ContentField({
  value,
  onValueChange,
  error,
  autoFocus = false,
}: {
  value: string;
  onValueChange: (value: string) => void;
  error: string | null;
  autoFocus?: boolean;
}) {
  return (
    <Field
      label="Text"
      error={error}
      hint={
        <>
          <code className="font-mono">{"{{name}}"}</code> stands for a variable;{" "}
          <code className="font-mono">{"\\{{name}}"}</code> is the braces themselves.
        </>
      }
    >
      {(props) => (
        <Textarea
          {...props}
          autoFocus={autoFocus}
          value={value}
          onChange={(event) => onValueChange(event.target.value)}
          maxLength={maxContentLength}
          rows={12}
          spellCheck
          className="font-mono leading-relaxed"
        />
      )}
    </Field>
  );
}
