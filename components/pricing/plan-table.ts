import { spanText } from "@/components/ui/span-text";
import {
  type AnyLimits,
  allPlans,
  countedProductIds,
  limitsOf,
  type PlanId,
  type PlanLimits,
  type ProductId,
  planIds,
  productOf,
} from "@/lib/access/catalogue";

/** One line of the plan table: a fact about every plan, in the order of the plans. */
export type PlanRow = { label: string; cells: readonly string[] };
export type PlanGroup = { id: string; label: string; description: string; rows: readonly PlanRow[] };
export type PlanColumn = { id: PlanId; label: string; summary: string; price?: string };

export function planColumns(): readonly PlanColumn[] {
  return allPlans();
}

const windows: readonly { key: Exclude<keyof PlanLimits, "windows">; label: string }[] = [
  { key: "perMinute", label: "Requests per minute" },
  { key: "burst", label: "Back to back" },
  { key: "perDay", label: "Requests per day" },
  { key: "perMonth", label: "Requests per month" },
  { key: "concurrency", label: "Calls at once" },
];

const count = new Intl.NumberFormat("en");
const none = "–";
const unlimited = "Unlimited";

/** The products whose limits depend on an organization's plan, each with the windows that any plan limits, then the tokens. */
export function planGroups(): PlanGroup[] {
  const products = countedProductIds()
    .filter((id) => !productOf(id).hidden)
    .map(productGroup);
  const tokens: PlanGroup = {
    id: "tokens",
    label: "Personal access tokens",
    description: "They act as the user who made them.",
    rows: [{ label: "Per user", cells: allPlans().map((plan) => count.format(plan.tokensPerUser)) }],
  };
  return [...products, tokens];
}

function productGroup(id: ProductId): PlanGroup {
  const { label, description } = productOf(id);
  const limits = planIds().map((plan) => limitsOf(id, plan));
  const limited = windows.filter(({ key }) => limits.some((limit) => limit?.[key] !== undefined));
  const rows = limited.map(({ key, label }) => ({ label, cells: limits.map((limit) => cell(limit, key)) }));
  rows.push(...windowRows(limits));
  if (rows.length === 0) rows.push({ label: "Requests", cells: planIds().map(() => unlimited) });
  return { id, label, description, rows };
}

/** Named windows, one row for each length and kind that any plan limits. */
function windowRows(limits: readonly (AnyLimits | null)[]): { label: string; cells: string[] }[] {
  const ids = new Set(limits.flatMap((limit) => (limit?.windows ?? []).map(({ span }) => span.id)));
  return [...ids].map((id) => ({
    label: `${isOfCredits(limits, id) ? "Credits" : "Requests"} ${id.startsWith("~") ? "in" : "per"} ${spanText(id)}`,
    cells: limits.map((limit) => {
      if (!limit) return unlimited;
      const own = limit.windows?.find(({ span }) => span.id === id);
      return own ? count.format(own.limit) : none;
    }),
  }));
}

/** What an operator calls credits is what requests cost, and no number of them. */
function isOfCredits(limits: readonly (AnyLimits | null)[], id: string): boolean {
  return limits.some((limit) => limit?.windows?.some(({ name, span }) => span.id === id && name === "credits"));
}

function cell(limits: AnyLimits | null, key: Exclude<keyof PlanLimits, "windows">): string {
  if (!limits) return unlimited;
  const value = limits[key];
  return value === undefined ? none : count.format(value);
}
