"use client";
import { X } from "lucide-react";
import { AddButton } from "@/components/ui/add-button";
import { Button } from "@/components/ui/button";
import { FieldProblem } from "@/components/ui/field-problem";
import { CheckField } from "@/components/ui/form-fields";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { type Control, useField, useRows, useValue } from "@/components/ui/use-field";
import type { EvaluationDraft, ExpectationDraft } from "./expectation-draft";
import { expectationLabels, isLength } from "./expectation-words";

const types = Object.entries(expectationLabels).map(([value, label]) => ({ value, label }));
const maxExpectations = 20;

/** What every text has to satisfy, one line each. */
export function ExpectationFields({ control }: { control: Control<EvaluationDraft> }) {
  const { ids, append, remove } = useRows<ExpectationDraft, EvaluationDraft>(control, "expectations");
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-1.5 text-sm font-medium">Every text…</legend>
      {ids.length === 0 && (
        <p className="text-sm text-muted">Nothing yet: only what the dataset's rows ask themselves is checked.</p>
      )}
      {ids.map((id, place) => (
        <ExpectationField key={id} control={control} place={place} onRemove={() => remove(place)} />
      ))}
      {ids.length < maxExpectations && (
        <AddButton onClick={() => append({ type: "contains", value: "", anyCase: false })} className="self-start">
          Add expectation
        </AddButton>
      )}
    </fieldset>
  );
}

type FieldProps = { control: Control<EvaluationDraft>; place: number; onRemove: () => void };

function ExpectationField({ control, place, onRemove }: FieldProps) {
  const { field: type } = useField({ control, name: `expectations.${place}.type` });
  const { field: value, problem } = useField({ control, name: `expectations.${place}.value` });
  const kind = useValue(control, `expectations.${place}.type`);
  return (
    <div className="flex flex-col gap-1.5 rounded-lg border p-3">
      <div className="flex gap-2">
        <Select
          aria-label={`Expectation ${place + 1}`}
          className="min-w-0 flex-1"
          value={type.value}
          onValueChange={(chosen) => type.onChange(chosen as ExpectationDraft["type"])}
          options={types}
        />
        <Button variant="ghost" aria-label={`Remove expectation ${place + 1}`} onClick={onRemove}>
          <X aria-hidden className="size-4" />
        </Button>
      </div>
      <Input
        {...value}
        // A new row is there to be typed into.
        autoFocus
        aria-label={`Value of expectation ${place + 1}`}
        aria-invalid={problem !== undefined || undefined}
        inputMode={isLength(kind) ? "numeric" : "text"}
        maxLength={kind === "regex" ? 500 : 10_000}
        spellCheck={false}
        autoComplete="off"
        className={kind === "regex" ? "font-mono" : ""}
      />
      <FieldProblem>{problem}</FieldProblem>
      {!isLength(kind) && (
        <CheckField control={control} name={`expectations.${place}.anyCase`} label="In upper or lower case" />
      )}
    </div>
  );
}
