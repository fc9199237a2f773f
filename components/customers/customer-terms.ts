import { windowText } from "@/components/ui/span-text";
import { planOf, productOf } from "@/lib/access/catalogue";
import { type Customer, customerProductIds } from "@/lib/features/customers/contract";

/** What a customer is called where one line has to do. */
export function customerName({ name, external_id }: Pick<Customer, "name" | "external_id">): string {
  return name || external_id;
}

export type ProductTerms = {
  product: string;
  label: string;
  plan: string | null;
  limits: Customer["limits"][string] | null;
  /** Whether anything was said of this customer for the product; otherwise their keys count with the organization. */
  isOwn: boolean;
  summary: string;
};

/** What counts for a customer, product by product; one that the catalogue no longer has is told as well. */
export function productTerms({ plans, limits }: Pick<Customer, "plans" | "limits">): ProductTerms[] {
  const known = customerProductIds();
  const gone = [...Object.keys(plans), ...Object.keys(limits)].filter((id) => !known.includes(id));
  return [...new Set([...known, ...gone])].map((product) => {
    const [plan, own] = [plans[product] ?? null, limits[product] ?? null];
    return {
      product,
      label: known.includes(product) ? productOf(product).label : product,
      plan,
      limits: own,
      isOwn: plan !== null || own !== null,
      summary: own ? "own limits" : plan === null ? "the organization's" : planLabel(plan),
    };
  });
}

/** A plan's name; one that the catalogue no longer has counts as free, and is called by its id. */
export function planLabel(plan: string): string {
  return planOf(plan).label;
}

/** Limits in one line. */
export function limitsText({
  per_minute,
  burst,
  per_day,
  per_month,
  windows = [],
  concurrency,
}: Customer["limits"][string]): string {
  const number = (value: number) => value.toLocaleString("en");
  return [
    ...(per_minute === undefined || burst === undefined
      ? []
      : [`${number(per_minute)} a minute, ${number(burst)} back to back`]),
    ...(per_day === undefined ? [] : [`${number(per_day)} a day`]),
    ...(per_month === undefined ? [] : [`${number(per_month)} a month`]),
    ...windows.map(windowText),
    ...(concurrency === undefined ? [] : [`${number(concurrency)} at once`]),
  ].join(", ");
}

/** Metadata as people read and edit it. */
export function metadataText(metadata: Customer["metadata"]): string {
  return JSON.stringify(metadata, null, 2);
}

/** What a form says of metadata that is no JSON object. */
export const metadataProblem = 'Write a JSON object, such as {"tier": "gold"}';
