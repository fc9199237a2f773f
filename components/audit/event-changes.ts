import type { AuditEvent } from "@/lib/features/audit/contract";

/** One thing that an event says was changed: what it was and what it became, where the event tells that. */
export type EventChange = { what: string; before: string | null; after: string | null };

/** What an event says was changed, by its `changed`, `before` and `after`. */
export function changesOf({ data }: Pick<AuditEvent, "data">): EventChange[] {
  const [before, after] = [membersOf(data.before), membersOf(data.after)];
  const told = Object.keys(after).filter((what) => what in before);
  if (told.length > 0) {
    return told.map((what) => ({ what: plain(what), before: textOf(before[what]), after: textOf(after[what]) }));
  }
  const { changed } = data;
  if (!Array.isArray(changed)) return [];
  return changed
    .filter((what) => typeof what === "string")
    .map((what) => ({ what: plain(what), before: null, after: null }));
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function plain(name: string): string {
  return name.replaceAll("_", " ");
}

function textOf(value: unknown): string {
  if (value === null || value === "") return "none";
  if (Array.isArray(value)) return value.length > 0 ? value.map(String).join(", ") : "none";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
