import { spanText } from "@/components/ui/span-text";
import { type AnyLimits, allPlans, limitsOf, type PlanLimits, type ProductId } from "@/lib/access/catalogue";

export const windows: readonly { key: Exclude<keyof PlanLimits, "windows">; label: string }[] = [
  { key: "perMinute", label: "A minute" },
  { key: "burst", label: "Back to back" },
  { key: "perDay", label: "A day" },
  { key: "perMonth", label: "A month" },
  { key: "concurrency", label: "At once" },
];

export type LimitRow = { plans: string; limits: AnyLimits | null };

/** The limits of a product, plans with the same ones in one row, cheapest first; none where it is unlimited on every plan. */
export function limitRows(product: ProductId): LimitRow[] {
  const rows: { names: string[]; limits: AnyLimits | null }[] = [];
  for (const { id, label } of allPlans()) {
    const limits = limitsOf(product, id);
    const last = rows.at(-1);
    if (last && JSON.stringify(last.limits) === JSON.stringify(limits)) last.names.push(label);
    else rows.push({ names: [label], limits });
  }
  if (rows.every(({ limits }) => limits === null)) return [];
  const [only] = rows;
  if (rows.length === 1 && only) return [{ plans: "Every plan", limits: only.limits }];
  return rows.map(({ names, limits }) => ({ plans: names.join(", "), limits }));
}

const count = new Intl.NumberFormat("en");

export function limitText(limits: AnyLimits | null, key: Exclude<keyof PlanLimits, "windows">): string {
  const value = limits?.[key];
  return value === undefined ? "–" : count.format(value);
}

/** Lengths and kinds of the named windows that any of the plans has. */
export function spansOf(rows: readonly LimitRow[]): string[] {
  return [...new Set(rows.flatMap(({ limits }) => (limits?.windows ?? []).map(({ span }) => span.id)))];
}

export function spanHeading(id: string): string {
  const text = spanText(id);
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

export function windowText(limits: AnyLimits | null, id: string): string {
  const own = limits?.windows?.find(({ span }) => span.id === id);
  return own ? count.format(own.limit) : "–";
}
