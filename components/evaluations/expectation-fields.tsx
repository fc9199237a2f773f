"use client";
import { Plus, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { ExpectationDraft } from "./expectation-draft";
import { type ExpectationType, expectationLabels, isLength } from "./expectation-words";

const types = Object.entries(expectationLabels).map(([value, label]) => ({ value, label }));
const maxExpectations = 20;

/** What every text has to satisfy, one line each. */
export function ExpectationFields({
  drafts,
  onDraftsChange,
  problems,
}: {
  drafts: readonly ExpectationDraft[];
  onDraftsChange: (drafts: ExpectationDraft[]) => void;
  problems: ReadonlyMap<number, string>;
}) {
  const change = (id: number, part: Partial<ExpectationDraft>) =>
    onDraftsChange(drafts.map((draft) => (draft.id === id ? { ...draft, ...part } : draft)));
  const add = () => {
    const id = Math.max(0, ...drafts.map((draft) => draft.id)) + 1;
    onDraftsChange([...drafts, { id, type: "contains", value: "", anyCase: false }]);
  };
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-1.5 text-sm font-medium">Every text…</legend>
      {drafts.length === 0 && (
        <p className="text-sm text-muted">Nothing yet: only what the dataset's rows ask themselves is checked.</p>
      )}
      {drafts.map((draft, place) => (
        <div key={draft.id} className="flex flex-col gap-1.5 rounded-lg border p-3">
          <div className="flex gap-2">
            <Select
              aria-label={`Expectation ${place + 1}`}
              className="min-w-0 flex-1"
              value={draft.type}
              onValueChange={(type) => change(draft.id, { type: type as ExpectationType })}
              options={types}
            />
            <Button
              variant="ghost"
              aria-label={`Remove expectation ${place + 1}`}
              onClick={() => onDraftsChange(drafts.filter(({ id }) => id !== draft.id))}
            >
              <X aria-hidden className="size-4" />
            </Button>
          </div>
          <Input
            aria-label={`Value of expectation ${place + 1}`}
            aria-invalid={problems.has(draft.id) || undefined}
            inputMode={isLength(draft.type) ? "numeric" : "text"}
            value={draft.value}
            maxLength={draft.type === "regex" ? 500 : 10_000}
            onChange={(event) => change(draft.id, { value: event.target.value })}
            spellCheck={false}
            autoComplete="off"
            className={draft.type === "regex" ? "font-mono" : ""}
          />
          {problems.has(draft.id) && (
            <p role="alert" className="text-sm text-danger-text">
              {problems.get(draft.id)}
            </p>
          )}
          {!isLength(draft.type) && (
            <Checkbox
              checked={draft.anyCase}
              onCheckedChange={(anyCase) => change(draft.id, { anyCase })}
              label="In upper or lower case"
            />
          )}
        </div>
      ))}
      {drafts.length < maxExpectations && (
        <Button onClick={add} className="self-start">
          <Plus aria-hidden className="size-4" />
          Add expectation
        </Button>
      )}
    </fieldset>
  );
}
