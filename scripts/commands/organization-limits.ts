import {
  type AdminOrganizationDetail,
  limitedProductIds,
  OrganizationChange,
} from "@/lib/features/administration/contract";
import { CommandError, type CommandOption, type OptionValue } from "./command";
import { textTable } from "./text-table";

/** The limits by their options' names, as the contract names them. */
const fields = {
  "per-minute": "perMinute",
  burst: "burst",
  "per-day": "perDay",
  "per-month": "perMonth",
  concurrency: "concurrency",
} as const;
/** What can be without a number. */
const optional: readonly string[] = ["per-day", "per-month", "concurrency"];

/** What can be set of one product. */
export const limitOptions = {
  "per-minute": { type: "string", shown: "--per-minute <number>", means: "requests a minute" },
  burst: { type: "string", shown: "--burst <number>", means: "requests back to back" },
  "per-day": { type: "string", shown: "--per-day <number>", means: "requests a UTC day, or none" },
  "per-month": { type: "string", shown: "--per-month <number>", means: "requests a UTC month, or none" },
  concurrency: { type: "string", shown: "--concurrency <number>", means: "calls at once, or none" },
  reset: { type: "boolean", shown: "--reset", means: "go back to the limits of the plan" },
} as const satisfies Readonly<Record<string, CommandOption>>;

type Options = Readonly<Record<string, OptionValue>>;

/** What the options ask for, of the limits that hold now; null where they ask for nothing. Throws for a wrong usage. */
export function changedLimits(product: string | undefined, options: Options) {
  const given = Object.entries(fields).flatMap(([name, field]) => {
    const text = options[name];
    return typeof text === "string" ? [{ name, field, value: numberOf(name, text) }] : [];
  });
  const isAsked = given.length > 0 || options.reset === true;
  if (!isAsked && product === undefined) return null;
  const known = limitedProductIds().find((id) => id === product);
  if (!known) throw new CommandError("usage", `name the product: ${limitedProductIds().join(", ")}`);
  if (!isAsked) return null;
  if (given.length > 0 && options.reset) throw new CommandError("usage", "--reset goes alone");
  return ({ limits }: AdminOrganizationDetail): OrganizationChange => {
    const held = limits.find((one) => one.product === known);
    const wanted: Record<string, number | undefined> = { ...(held?.override ?? held?.plan) };
    for (const { field, value } of given) {
      if (value === null) delete wanted[field];
      else wanted[field] = value;
    }
    const read = OrganizationChange.safeParse({ limits: { [known]: options.reset ? null : wanted } });
    if (read.success) return read.data;
    throw new CommandError(
      "usage",
      read.error.issues.map(({ path, message }) => `${String(path.at(-1))}: ${message}`).join("; "),
    );
  };
}

function numberOf(name: string, text: string): number | null {
  if (text === "none" && optional.includes(name)) return null;
  const number = Number(text.replaceAll(/[_,]/g, "") || Number.NaN);
  if (Number.isInteger(number)) return number;
  throw new CommandError("usage", `--${name}: ${text} is no number`);
}

/** What counts of each product, and whether it is the organization's own. */
export function limitsTold({ limits, plan }: AdminOrganizationDetail): string {
  const shown = (count: number | undefined) => count?.toLocaleString("en") ?? "-";
  const rows = limits.map((one) => {
    const held = one.override ?? one.plan;
    const counts = Object.values(fields).map((field) => (held ? shown(held[field]) : "-"));
    return [one.product, ...counts, one.override ? "its own" : `of ${plan}`];
  });
  return textTable(["limits", "a minute", "burst", "a day", "a month", "at once", ""], rows, [1, 2, 3, 4, 5]);
}
