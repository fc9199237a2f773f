"use client";
import { useId } from "react";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/checkbox";
import type { FormPart } from "@/components/ui/use-contract-form";
import { useField } from "@/components/ui/use-field";
import type { AppDraft } from "./app-draft";
import type { ScopeOption } from "./app-words";

/** The most that an app may ask for, by resource and in plain words. */
export function AppScopeField({ form, options }: { form: FormPart<AppDraft>; options: readonly ScopeOption[] }) {
  const id = useId();
  const { field, problem: error } = useField({ control: form.control, name: "scopes" });
  const toggle = (scope: string, on: boolean) =>
    field.onChange(on ? [...field.value, scope] : field.value.filter((chosen) => chosen !== scope));
  return (
    <fieldset
      aria-describedby={error ? `${id}-error` : `${id}-hint`}
      aria-invalid={error ? true : undefined}
      tabIndex={-1}
      className="min-w-0 outline-none"
    >
      <legend className="mb-1.5 text-sm font-medium">Permissions</legend>
      <ul className="divide-y rounded-lg border">
        {groupsOf(options).map(({ resource, scopes }) => (
          <li key={resource} className="flex flex-col gap-x-4 gap-y-1 px-3 py-2.5 sm:flex-row">
            <span className="w-28 shrink-0 py-0.5 text-sm text-muted">{resource}</span>
            <div className="flex min-w-0 flex-1 flex-col">
              {scopes.map((scope) => (
                <Checkbox
                  key={scope.id}
                  checked={field.value.includes(scope.id)}
                  onCheckedChange={(on) => toggle(scope.id, on)}
                  label={
                    <>
                      <span className="mr-2">{scope.description}</span>
                      {scope.access === "admin" && <Badge tone="danger">Admin</Badge>}
                    </>
                  }
                  description={<span className="font-mono text-xs">{scope.id}</span>}
                />
              ))}
            </div>
          </li>
        ))}
      </ul>
      {error ? (
        <p id={`${id}-error`} role="alert" className="mt-1.5 text-sm text-danger-text">
          {error}
        </p>
      ) : (
        <p id={`${id}-hint`} className="mt-1.5 text-sm text-muted">
          The most that it may ask for. A user hands on only what their own role allows.
        </p>
      )}
    </fieldset>
  );
}

type Group = { resource: string; scopes: ScopeOption[] };

/** `prompts:read` and `prompts:write` are about prompts; in the catalogue's order. */
function groupsOf(options: readonly ScopeOption[]): Group[] {
  const groups: Group[] = [];
  for (const option of options) {
    const name = option.id.split(":")[0] ?? option.id;
    const resource = name.charAt(0).toUpperCase() + name.slice(1);
    const group = groups.find((known) => known.resource === resource);
    if (group) group.scopes.push(option);
    else groups.push({ resource, scopes: [option] });
  }
  return groups;
}
