"use client";
import { ChevronRight } from "lucide-react";
import { useId } from "react";
import { Badge } from "@/components/ui/badge";
import type { FieldPathByValue } from "@/components/ui/field-path";
import { FieldProblem } from "@/components/ui/field-problem";
import { ScrollList } from "@/components/ui/scroll-list";
import { Segmented } from "@/components/ui/segmented";
import { type Control, useFieldOf } from "@/components/ui/use-field";
import type { ScopeChoice } from "./key-draft";
import type { KeyScope } from "./key-product";
import { endpointsOf, grantedScopes, presetLabels, type Risk, riskOf, type ScopePreset } from "./scope-choice";
import { ScopeRows } from "./scope-rows";

type Props<V extends object> = {
  control: Control<V>;
  name: FieldPathByValue<V, ScopeChoice>;
  scopes: readonly KeyScope[];
  /** The preset is not to be changed: each resource has its level. */
  fixedPreset?: boolean;
};

const presets = Object.entries(presetLabels).map(([value, label]) => ({ value, label }));

const risks: Record<Risk, { tone: "success" | "warning" | "danger"; label: string; meaning: string }> = {
  low: { tone: "success", label: "Low risk", meaning: "Can read data, cannot change any." },
  medium: { tone: "warning", label: "Medium risk", meaning: "Can change and delete data." },
  high: { tone: "danger", label: "High risk", meaning: "Can manage the organization and its members." },
};

/** What a key may do: a preset or a level for each resource, with the endpoints that this opens. */
export function ScopeField<V extends object>({ control, name, scopes, fixedPreset = false }: Props<V>) {
  const id = useId();
  const { field, problem: error } = useFieldOf<ScopeChoice, V>(control, name);
  const { preset, chosen } = field.value;
  const granted = grantedScopes(scopes, preset, chosen);
  const locked = scopes.filter((scope) => scope.locked).map((scope) => scope.id);
  const choosePreset = (next: ScopePreset) => {
    // Custom begins with what was granted before, so that it is a refinement and not a form to fill in anew.
    const begun = next === "custom" && preset !== "custom" ? granted.map((scope) => scope.id) : chosen;
    field.onChange({ preset: next, chosen: begun });
  };
  return (
    <fieldset
      aria-describedby={error ? `${id}-error` : undefined}
      aria-invalid={error ? true : undefined}
      tabIndex={-1}
      className="flex min-w-0 flex-col gap-2.5 outline-none"
    >
      <legend className="mb-1.5 text-sm font-medium">Scopes</legend>
      {!fixedPreset && (
        <div>
          <Segmented
            label="Scopes"
            value={preset}
            onValueChange={(value) => choosePreset(value as ScopePreset)}
            options={presets}
          />
        </div>
      )}
      {preset === "custom" && (
        <ScopeRows
          scopes={scopes.filter((scope) => !scope.locked)}
          chosen={chosen}
          onChange={(next) => field.onChange({ preset: "custom", chosen: next })}
        />
      )}
      <FieldProblem id={`${id}-error`}>{error}</FieldProblem>
      {locked.length > 0 && (
        <p className="text-sm text-muted">
          Your role does not include <span className="font-mono text-xs">{locked.join(", ")}</span>; an admin can make a
          key with {locked.length === 1 ? "it" : "them"}.
        </p>
      )}
      {granted.length > 0 && <Consequences granted={granted} />}
    </fieldset>
  );
}

/** How dangerous the key is, and what exactly it opens. */
function Consequences({ granted }: { granted: readonly KeyScope[] }) {
  const { tone, label, meaning } = risks[riskOf(granted)];
  const endpoints = endpointsOf(granted);
  return (
    <div className="text-sm" aria-live="polite">
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={tone}>{label}</Badge>
        <span className="text-muted">{meaning}</span>
      </div>
      <details className="group mt-1.5">
        <summary className="inline-flex min-h-6 list-none items-center gap-1 text-muted hover:text-foreground pointer-coarse:min-h-11">
          <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
          {endpoints.length === 1 ? "Opens 1 endpoint" : `Opens ${endpoints.length} endpoints`}
        </summary>
        <p className="mt-1 text-muted">
          Like every key, it can also make and end keys that can do no more than it can.
        </p>
        <ScrollList
          label="Endpoints"
          className="mt-1 max-h-48 rounded-lg border bg-surface-sunken px-3 py-2 font-mono text-xs leading-6"
        >
          {endpoints.map((endpoint) => (
            <li key={endpoint} className="break-all">
              {endpoint}
            </li>
          ))}
          {endpoints.length === 0 && <li>No endpoint asks for these scopes yet.</li>}
        </ScrollList>
      </details>
    </div>
  );
}
