import type { PlanLimits } from "@/lib/access/catalogue";
import { Limits } from "@/lib/features/administration/contract";

/** The windows in the order of the form. */
export const limitFields = [
  { name: "perMinute", label: "Per minute", required: true },
  { name: "burst", label: "Back to back", required: true },
  { name: "perDay", label: "Per day", required: false },
  { name: "perMonth", label: "Per month", required: false },
] as const;

export type LimitField = (typeof limitFields)[number]["name"];
/** As typed; empty means no limit. */
export type LimitsDraft = Record<LimitField, string>;
type Checked = { limits: Limits; problems: null } | { limits: null; problems: Partial<Record<LimitField, string>> };

/** A form filled in with limits; empty ones where there are none. */
export function draftOf(limits: PlanLimits | null): LimitsDraft {
  const text = (name: LimitField) => limits?.[name]?.toString() ?? "";
  return { perMinute: text("perMinute"), burst: text("burst"), perDay: text("perDay"), perMonth: text("perMonth") };
}

/** The limits that a form stands for, or what is wrong with which field. Thousands may be grouped. */
export function checkLimits(draft: LimitsDraft): Checked {
  const problems: Partial<Record<LimitField, string>> = {};
  const given: Record<string, number> = {};
  for (const { name, required } of limitFields) {
    const text = draft[name].replaceAll(/[\s,_]/g, "");
    if (text === "" && !required) continue;
    if (!/^\d{1,10}$/.test(text)) problems[name] = text === "" ? "Enter a number" : "Use a whole number";
    else given[name] = Number(text);
  }
  const parsed = Limits.safeParse(given);
  for (const issue of parsed.success ? [] : parsed.error.issues) {
    const name = limitFields.find((field) => field.name === issue.path[0])?.name;
    if (name) problems[name] ??= `A limit ${issue.message}`;
  }
  return parsed.success && Object.keys(problems).length === 0
    ? { limits: parsed.data, problems: null }
    : { limits: null, problems };
}
