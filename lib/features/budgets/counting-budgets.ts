import "server-only";
import { roleReaches } from "@/lib/access/catalogue";
import { vouchedProducts } from "@/lib/access/key-life";
import { holdsScope, type UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Budget as BudgetRow, Prisma } from "@/lib/generated/prisma/client";
import { viewsOf } from "./budget-view";
import type { CountingBudget } from "./counting-contract";
import { ownerOf, readOwnerNames } from "./owner-names";

/**
 * The budgets that count for who is signed in, by product and name. These are the hard ones that `whoami` tells of too,
 * and to who manages the organization all of its own. A budget of one key is told to who may see that key's requests,
 * and none of the deployment's that only tells.
 */
export async function listCountingBudgets(principal: UserPrincipal): Promise<{ data: CountingBudget[] }> {
  const { organizationId, customer, instanceAdmin } = principal;
  const { prisma } = runtime().database;
  const managesOwn = holdsScope(principal, "organization:admin");
  const found = await prisma.budget.findMany({
    where: { organizationId, OR: [hardFor(principal), ...(managesOwn ? [{ madeBy: "organization" as const }] : [])] },
    orderBy: [{ product: "asc" }, { environment: "asc" }, { name: "asc" }, { madeBy: "asc" }],
  });
  const isVisible = await visibleKeys(principal, found);
  const rows = found.filter((row) => (managesOwn && row.madeBy === "organization") || isVisible(row));
  const owners = rows.map(ownerOf).filter((owner) => owner !== null);
  const nameOf = await readOwnerNames(prisma, organizationId, owners);
  const views = await Promise.all([
    viewsOf(
      rows.filter(({ of }) => of !== "customer"),
      nameOf,
    ),
    viewsOf(
      rows.filter(({ of }) => of === "customer"),
      nameOf,
      customer?.id,
    ),
  ]);
  const viewById = new Map(views.flat().map((view) => [view.id, view]));
  return {
    data: rows.flatMap(({ id, madeBy }) => {
      const view = viewById.get(id);
      if (!view) return [];
      const { created_at, updated_at, thresholds, mail_to, id: _, ...told } = view;
      return [{ ...told, made_by: madeBy, changeable: madeBy === "organization" ? managesOwn : instanceAdmin }];
    }),
  };
}

/** What may deny a caller something: of one who acts for a customer that customer's alone, as nothing else counts for them or is told to them. */
function hardFor({ customer }: UserPrincipal): Prisma.BudgetWhereInput {
  if (!customer) return { isHard: true, of: { in: ["organization", "key"] } };
  return { isHard: true, of: "customer", OR: [{ subject: null }, { subject: customer.id }] };
}

/** Whether a budget is of no single key, or of one whose requests the caller may see: their own, or as an admin any but customers' and the deployment's. */
async function visibleKeys(
  { organizationId, userId, role }: UserPrincipal,
  rows: readonly BudgetRow[],
): Promise<(row: BudgetRow) => boolean> {
  const lines = rows.flatMap(({ of, subject }) => (of === "key" && subject !== null ? [subject] : []));
  if (lines.length === 0) return () => true;
  const all = role !== null && roleReaches(role, "admin");
  const keys = await runtime().database.prisma.apiKey.findMany({
    where: {
      organizationId,
      lineId: { in: lines },
      customerId: null,
      product: { notIn: vouchedProducts() },
      ...(all ? {} : { createdById: userId }),
    },
    select: { lineId: true },
    distinct: ["lineId"],
  });
  const visible = new Set(keys.map(({ lineId }) => lineId));
  return ({ of, subject }) => of !== "key" || subject === null || visible.has(subject);
}
