import { digitsOf, notInDigits, wholeNumberIn } from "@/components/ui/whole-number";
import type { LimitNamespace } from "@/lib/features/limits/contract";

/** A namespace as its form holds it. */
export type NamespaceDraft = {
  namespace: string;
  description: string;
  windows: string;
  concurrency: string;
  overrides: string;
};

export const emptyNamespace: NamespaceDraft = {
  namespace: "",
  description: "",
  windows: '[{"name": "daily", "limit": 1000, "per": "1d"}]',
  concurrency: "",
  overrides: "[]",
};

export const listProblem = "must be a JSON list, such as the one that stands there at first";

/** A namespace that is there, in its form. */
export function draftOf({ namespace, description, windows, concurrency, overrides }: LimitNamespace): NamespaceDraft {
  return {
    namespace,
    description,
    windows: listText(windows),
    concurrency: concurrency === null ? "" : String(concurrency),
    overrides: listText(overrides),
  };
}

/** What is sent for a draft; lists that are none are sent as nothing, which `problemsOf` tells before. */
export function settingsOf({ description, windows, concurrency, overrides }: NamespaceDraft) {
  return {
    description,
    windows: parseList(windows) ?? [],
    concurrency: slotsIn(concurrency),
    overrides: parseList(overrides) ?? [],
  };
}

/** What only the form can tell: a list that is no JSON, and a number that is none. */
export function problemsOf({ windows, overrides, concurrency }: NamespaceDraft): Record<string, string> {
  return {
    ...(parseList(windows) ? {} : { windows: listProblem }),
    ...(parseList(overrides) ? {} : { overrides: listProblem }),
    ...(Number.isNaN(slotsIn(concurrency)) ? { concurrency: notInDigits } : {}),
  };
}

/** Null: as many as there may be. */
function slotsIn(text: string): number | null {
  return digitsOf(text) === "" ? null : wholeNumberIn(text);
}

/** One entry a line, as people read it. */
function listText(entries: readonly object[]): string {
  return entries.length === 0 ? "[]" : `[\n${entries.map((entry) => `  ${JSON.stringify(entry)}`).join(",\n")}\n]`;
}

function parseList(text: string): unknown[] | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : null;
  } catch {
    return null;
  }
}
