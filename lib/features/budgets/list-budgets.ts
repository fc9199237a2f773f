import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { BudgetLevel } from "@/lib/generated/prisma/enums";
import { ApiError } from "@/lib/http/api-error";
import type { Page } from "@/lib/http/page";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import { requireReach } from "./budget-reach";
import { viewsOf } from "./budget-view";
import type { Budget, BudgetAlert } from "./contract";
import { ownerOf, readNamesFor } from "./owner-names";

const mostAlerts = 100;

/** A page of the organization's budgets, newest first. */
export async function listBudgets(
  principal: Principal,
  { limit, cursor }: Page,
  madeBy: BudgetLevel = "deployment",
): Promise<{ data: Budget[]; next_cursor: string | null }> {
  requireReach(principal);
  const { prisma } = runtime().database;
  const found = await prisma.budget.findMany({
    where: { organizationId: principal.organizationId, madeBy, ...afterCursor(cursor) },
    orderBy: newestFirst,
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  const nameOf = await readNamesFor(principal, prisma, rows.map(ownerOf));
  return { data: await viewsOf(rows, nameOf), next_cursor };
}

/** One budget of the organization; `owner` asks for one of the customers or keys that each have theirs. 404 where there is none. */
export async function readBudget(
  principal: Principal,
  id: string,
  owner?: string,
  madeBy: BudgetLevel = "deployment",
): Promise<{ data: Budget }> {
  requireReach(principal);
  const { organizationId } = principal;
  const { prisma } = runtime().database;
  const row = await prisma.budget.findFirst({ where: { id, organizationId, madeBy } });
  if (!row) throw noSuchBudget();
  const whose = ownerOf(row);
  const nameOf = await readNamesFor(principal, prisma, [whose]);
  const [data] = await viewsOf([row], nameOf, whose === null ? owner : undefined);
  if (!data) throw noSuchBudget();
  return { data };
}

/** The latest thresholds of a budget that were told of. 404 where there is none. */
export async function listBudgetAlerts(
  principal: Principal,
  id: string,
  madeBy: BudgetLevel = "deployment",
): Promise<{ data: BudgetAlert[] }> {
  requireReach(principal);
  const { organizationId } = principal;
  const { prisma } = runtime().database;
  const budget = await prisma.budget.findFirst({ where: { id, organizationId, madeBy }, select: { of: true } });
  if (!budget) throw noSuchBudget();
  const rows = await prisma.budgetAlert.findMany({
    where: { budgetId: id, budget: { organizationId, madeBy } },
    orderBy: [{ toldAt: "desc" }, { threshold: "desc" }],
    take: mostAlerts,
  });
  const { of } = budget;
  const nameOf = await readNamesFor(
    principal,
    prisma,
    rows.map(({ owner: id }) => ({ of, id })),
  );
  return {
    data: rows.map(({ owner, threshold: percent, used, amount, toldAt }) => ({
      owner,
      owner_label: nameOf({ of, id: owner }),
      percent,
      used: Number(used),
      amount: Number(amount),
      told_at: toldAt.toISOString(),
    })),
  };
}

/** 404 for a budget. */
export function noSuchBudget(): ApiError {
  return new ApiError("not_found", "There is no such budget");
}
