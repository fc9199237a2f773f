import type { BudgetLevel, BudgetOf } from "@/lib/generated/prisma/enums";
import { type Environment, isProductId, type ProductId, productOf } from "./catalogue";
import type { WindowBucket } from "./limiter";
import { findSpan } from "./window-span";

/** A budget as the query of a credential tells it. */
export type BudgetEntry = {
  id: string;
  /** An administrator of the deployment, or the organization itself, for what its customers' keys do not use. */
  madeBy: BudgetLevel;
  name: string;
  of: BudgetOf;
  /** Of one customer or line of keys alone; null: of each. */
  subject: string | null;
  product: string;
  environment: Environment;
  amount: number;
  span: string;
  isHard: boolean;
  thresholds: number[];
};

/** What a query tells of the budgets of the organization `o`; null where it has none. */
export type BudgetColumn = { budgets?: readonly BudgetEntry[] | null };

/** The column of the budgets of the organization `o`. */
export const budgetsSql = `(SELECT json_agg(json_build_object('id', b.id, 'madeBy', b.made_by, 'name', b.name, 'of', b.of, 'subject', b.subject,
      'product', b.product, 'environment', b.environment, 'amount', b.amount, 'span', b.span, 'isHard', b.is_hard,
      'thresholds', b.thresholds) ORDER BY b.id) FROM budgets b WHERE b.organization_id = o.id) AS budgets`;

/** Whose use is counted: what is not named has no budget of its own. */
export type Spender = {
  organizationId: string;
  environment: Environment;
  customerId?: string | undefined;
  /** Of a key: the product that it is of. */
  product?: ProductId | undefined;
  keyLine?: string | null | undefined;
  /** The lines of the keys that made it: a budget that names one of them counts this too. */
  makerLines?: readonly string[] | undefined;
};

/** The budgets that a credential counts on, as windows with counters of their own; of all products. */
export function budgetBuckets({ budgets }: BudgetColumn, spender: Spender): WindowBucket[] {
  // Most organizations have none.
  return (budgets ?? []).flatMap((entry) => {
    const owner = ownerOf(entry, spender);
    if (owner === null || entry.environment !== spender.environment) return [];
    // What a supplier plans to spend is not for the holders of its customers' keys.
    const isSuppliers = entry.of === "organization" && (spender.customerId ?? null) !== null;
    return bucketFor(entry, spender, owner, isSuppliers);
  });
}

/** The counter of a budget for one owner. */
export function bucketFor(
  {
    id,
    madeBy,
    name,
    product,
    environment,
    amount,
    span: spanId,
    isHard,
    thresholds,
  }: Omit<BudgetEntry, "of" | "subject">,
  { organizationId }: Pick<Spender, "organizationId">,
  owner: string,
  isSuppliers = false,
): WindowBucket[] {
  const span = findSpan(spanId);
  if (!span || !isProductId(product)) return [];
  const budget = { id, organizationId, owner, thresholds, isHard, isSuppliers, slides: span.slices > 1 };
  // A name may be taken on both levels, and windows are told apart by theirs.
  const window = {
    name: madeBy === "organization" ? `budget:own:${name}` : `budget:${name}`,
    limit: amount,
    span,
    budget,
  };
  return [{ subject: `budget:${id}:${owner}`, product, environment, window }];
}

function ownerOf({ madeBy, of, subject }: BudgetEntry, spender: Spender): string | null {
  const { organizationId, customerId, keyLine, makerLines, product } = spender;
  // Customers are for those to deny anything who manage them, and so are keys that only the deployment's administrators make.
  if (madeBy === "organization" && (customerId ?? null) !== null) return null;
  if (madeBy === "organization" && product !== undefined && productOf(product).instanceAdminOnly) return null;
  if (of === "organization") return organizationId;
  // A key must not pass its own budget by making another.
  if (of === "key" && subject !== null && makerLines?.includes(subject)) return subject;
  const owner = (of === "customer" ? customerId : keyLine) ?? null;
  return subject === null || subject === owner ? owner : null;
}
