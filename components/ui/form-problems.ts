import type { z } from "zod";
import type { CallError } from "@/lib/http/call-error";

type Problem = CallError["problems"][number];

/** Sentences by the form's fields, named with dots as in `invitations.0.email`; `form` speaks of the whole. */
export type FormProblems = Record<string, string>;

/**
 * A form's own words by field. A sentence stands in for what the contract says to programs. A function makes one of
 * what contract and server say, which begins in the middle ("must have …").
 */
export type FormWords = Readonly<Record<string, string | ((message: string) => string)>>;

/** Words that begin a sentence about a field with its subject: "The name" and "must not be empty". */
export const about = (subject: string) => (message: string) => `${subject} ${message}.`;

/** The place of what belongs to no field. */
export const wholeForm = "form";

/** What a contract's schema finds wrong with a body, in the shape that the server's own `details` have. */
export function problemsOfIssues(error: z.ZodError): Problem[] {
  return error.issues.map(({ path, message }) => ({ path: path.map(String).join("."), message }));
}

/**
 * The first problem of each field. `values` are the form's, whose fields bear the body's names. Of several items in one
 * field (`ip_allowlist.2`) the wrong one is named as the `body` had it. The server's messages are kept, except where a
 * function words them.
 */
export function problemsByField(
  problems: readonly Problem[],
  { values, body, words = {}, from }: { values: object; body: unknown; words?: FormWords; from: "contract" | "server" },
): FormProblems {
  const byField: FormProblems = {};
  for (const { path, message } of problems) {
    const steps = path.split(".").filter(Boolean);
    const field = fieldAt(values, steps);
    const item = steps.join(".") === field ? undefined : itemAt(body, steps);
    const own = words[field.replace(/\.\d+(?=\.|$)/g, "")];
    byField[field] ??=
      typeof item === "string" || Number.isFinite(item)
        ? `“${item}” ${message}`
        : typeof own === "function"
          ? own(message)
          : own && from === "contract"
            ? own
            : capitalised(message);
  }
  return byField;
}

/**
 * The field that a path of the body is typed into. It is as deep as the form's values go, but no item of a plain list.
 */
function fieldAt(values: object, steps: readonly string[]): string {
  const field: string[] = [];
  let place: unknown = values;
  for (const step of steps) {
    if (typeof place !== "object" || place === null || !Object.hasOwn(place, step)) break;
    const next = (place as Record<string, unknown>)[step];
    if (Array.isArray(place) && typeof next !== "object") break;
    field.push(step);
    place = next;
  }
  return field.length > 0 ? field.join(".") : wholeForm;
}

function itemAt(body: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (place, step) =>
      typeof place === "object" && place !== null ? (place as Record<string, unknown>)[step] : undefined,
    body,
  );
}

function capitalised(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
