"use client";
import { AppWindow, Globe, Server } from "lucide-react";
import { useId } from "react";
import type { FormPart } from "@/components/ui/use-contract-form";
import { useField } from "@/components/ui/use-field";
import { type AppDraft, type AppKind, grantTypesOf } from "./app-draft";

const kinds: readonly { id: AppKind; label: string; description: string; Icon: typeof Globe }[] = [
  {
    id: "web",
    label: "Web app with a server",
    description: "Keeps a secret on its server. Users sign in.",
    Icon: Globe,
  },
  {
    id: "public",
    label: "Single-page, mobile, desktop or command line",
    description: "Cannot keep a secret; proves itself with PKCE.",
    Icon: AppWindow,
  },
  {
    id: "service",
    label: "Server-to-server",
    description: "Acts for the organization with its secret; no users.",
    Icon: Server,
  },
];

/** What is being registered; the choice brings the ways to tokens with it. */
export function AppKindField({ form: { control } }: { form: FormPart<AppDraft> }) {
  const name = useId();
  const { field } = useField({ control, name: "kind" });
  const choose = (kind: AppKind) => {
    field.onChange(kind);
    control.setValue("grant_types", grantTypesOf[kind]);
  };
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">Type</legend>
      <div className="flex flex-col gap-2">
        {kinds.map(({ id, label, description, Icon }) => (
          <label
            key={id}
            className="relative flex cursor-pointer items-start gap-3 rounded-lg border px-3 py-2.5 transition-colors hover:bg-hover/50 has-checked:border-accent-text has-checked:bg-accent-soft/40 has-focus-visible:outline-2 has-focus-visible:outline-accent-text"
          >
            <input
              type="radio"
              name={name}
              value={id}
              checked={field.value === id}
              onChange={() => choose(id)}
              aria-describedby={`${name}-${id}`}
              className="absolute inset-0 cursor-[inherit] appearance-none outline-none"
            />
            <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
            <span className="min-w-0 text-sm">
              <span className="block font-medium">{label}</span>
              <span id={`${name}-${id}`} className="block text-muted">
                {description}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
