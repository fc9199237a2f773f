import { digitsOf } from "@/components/ui/whole-number";
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
  const slots = digitsOf(concurrency);
  return {
    description,
    windows: parseList(windows) ?? [],
    concurrency: slots === "" ? null : Number(slots),
    overrides: parseList(overrides) ?? [],
  };
}

/** What only the form can tell: a list that is no JSON. */
export function problemsOf({ windows, overrides }: NamespaceDraft): Record<string, string> {
  return {
    ...(parseList(windows) ? {} : { windows: listProblem }),
    ...(parseList(overrides) ? {} : { overrides: listProblem }),
  };
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
