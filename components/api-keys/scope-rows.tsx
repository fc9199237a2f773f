"use client";
import { useState } from "react";
import { ChoiceSearch } from "@/components/ui/choice-search";
import { Segmented } from "@/components/ui/segmented";
import type { KeyScope } from "./key-product";
import { levelIn, levelsOf, type ScopeLevel, type ScopeRow, scopeRows, scopesAt, withLevel } from "./scope-choice";

const rowsBeforeSearch = 4;

/** A level for each resource of a product. */
export function ScopeRows({
  scopes,
  chosen,
  onChange,
}: {
  scopes: readonly KeyScope[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}) {
  const [search, setSearch] = useState("");
  const rows = scopeRows(scopes);
  const shown = rows.filter((row) => matches(row, search.trim().toLowerCase()));
  return (
    <div className="rounded-lg border">
      {rows.length > rowsBeforeSearch && (
        <ChoiceSearch label="Search scopes" value={search} onValueChange={setSearch} />
      )}
      <ul className="divide-y">
        {shown.map((row) => (
          <li key={row.resource} className="flex flex-col gap-2 px-3 py-2.5 sm:flex-row sm:items-center">
            <div className="min-w-0 flex-1">
              <div className="text-sm font-medium">{row.label}</div>
              <div className="text-xs text-muted">{described(row, chosen).map(descriptionOf).join(" · ")}</div>
              <div className="font-mono text-xs break-words text-muted">
                {described(row, chosen)
                  .map(({ id }) => id)
                  .join(" ")}
              </div>
            </div>
            <Segmented
              label={row.label}
              value={levelIn(row, chosen)}
              onValueChange={(level) => onChange(withLevel(chosen, row, level as ScopeLevel))}
              options={levelsOf(row)}
            />
          </li>
        ))}
        {shown.length === 0 && <li className="px-3 py-4 text-center text-sm text-muted">No scope matches.</li>}
      </ul>
    </div>
  );
}

function matches({ label, read, write }: ScopeRow, search: string): boolean {
  const words = [label, read?.id, read?.description, write?.id, write?.description].join(" ");
  return words.toLowerCase().includes(search);
}

/** The scopes of the chosen level; while there is none, those that the row is about. */
function described(row: ScopeRow, chosen: readonly string[]): KeyScope[] {
  const granted = scopesAt(row, levelIn(row, chosen));
  return granted.length > 0 ? granted : scopesAt(row, "both");
}

function descriptionOf({ description }: KeyScope): string {
  return description;
}
