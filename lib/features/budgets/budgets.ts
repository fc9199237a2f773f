import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Budget as BudgetRow } from "@/lib/generated/prisma/client";
import type { BudgetLevel } from "@/lib/generated/prisma/enums";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { holdOrganization } from "@/lib/http/hold-organization";
import { holdCaller } from "@/lib/http/hold-rights";
import type { PrismaSession } from "@/lib/platform/database";
import { onlyGiven } from "@/lib/platform/only-given";
import { newId } from "@/lib/platform/random";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import type { EventType } from "@/lib/tenancy/event-catalogue";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { requireReach } from "./budget-reach";
import { viewsOf } from "./budget-view";
import { type Budget, type BudgetChange, maxBudgets, maxOwnBudgets, type NewBudget, spanOf } from "./contract";
import { noSuchBudget } from "./list-budgets";
import { keysOf, type Level } from "./owner-choices";
import { type OwnerNames, ownerOf, readNamesFor } from "./owner-names";

/** Makes a budget, which begins with nothing used. 409 where there is one of its name, or there are too many. */
export async function createBudget(
  principal: Principal,
  wanted: NewBudget,
  madeBy: BudgetLevel = "deployment",
): Promise<{ data: Budget }> {
  requireReach(principal);
  const { organizationId } = principal;
  const { name, of, product, environment, amount, hard: isHard, thresholds, mail_to: mailTo } = wanted;
  const told = await runtime().changes.commit(async (tx) => {
    await holdMaker(tx, principal, madeBy);
    await lockUntilCommit(tx, `budgets ${organizationId}`);
    await requireRoom(tx, { organizationId, madeBy }, name);
    const now = new Date(runtime().clock.now());
    const subject = await subjectOf(tx, { organizationId, madeBy }, wanted);
    const created = await tx.budget.create({
      data: {
        ...{
          id: newId("bgt"),
          organizationId,
          madeBy,
          name,
          of,
          subject,
          product,
          environment,
          amount,
          isHard,
          mailTo,
        },
        span: spanOf(wanted),
        thresholds: inOrder(thresholds),
        createdAt: now,
        updatedAt: now,
      },
    });
    await record(tx, principal, "budget.changed", created);
    return { result: await namedFor(tx, principal, created), subjects: [`org:${organizationId}`] };
  });
  return { data: await viewed(told) };
}

/** Changes a budget, in force from the next decision of every process; what was counted stays. 404 where there is none. */
export async function updateBudget(
  principal: Principal,
  id: string,
  change: BudgetChange,
  madeBy: BudgetLevel = "deployment",
): Promise<{ data: Budget }> {
  requireReach(principal);
  const { organizationId } = principal;
  const { amount, hard: isHard, thresholds, mail_to: mailTo } = change;
  const told = await runtime().changes.commit(async (tx) => {
    await holdMaker(tx, principal, madeBy);
    const before = await hold(tx, { organizationId, madeBy }, id);
    if (!(isHard ?? before.isHard) && (thresholds ?? before.thresholds).length === 0) {
      throw new ApiError("conflict", "A budget that is not hard needs a threshold");
    }
    const data = onlyGiven({ amount, isHard, thresholds: thresholds && inOrder(thresholds), mailTo });
    const changed = await tx.budget.update({
      where: { id },
      data: { ...data, updatedAt: new Date(runtime().clock.now()) },
    });
    await record(tx, principal, "budget.changed", changed);
    return { result: await namedFor(tx, principal, changed), subjects: [`org:${organizationId}`] };
  });
  return { data: await viewed(told) };
}

/** Deletes a budget with its history. 404 where there is none. */
export function deleteBudget(principal: Principal, id: string, madeBy: BudgetLevel = "deployment"): Promise<void> {
  requireReach(principal);
  const { organizationId } = principal;
  return runtime().changes.commit(async (tx) => {
    await holdMaker(tx, principal, madeBy);
    const row = await hold(tx, { organizationId, madeBy }, id);
    await tx.budget.delete({ where: { id } });
    await record(tx, principal, "budget.deleted", row);
    return { result: undefined, subjects: [`org:${organizationId}`] };
  });
}

/** Holds who changes budgets as they count now: an administrator of the deployment, or for an organization's own whoever manages it. */
function holdMaker(tx: PrismaSession, principal: Principal, madeBy: BudgetLevel): Promise<void> {
  return madeBy === "deployment" ? holdCaller(tx, principal) : holdOrganization(tx, principal);
}

type Named = { row: BudgetRow; nameOf: OwnerNames };

/** A row with what its owner is called, in the transaction of its change: a request that is held reads nothing beside that. */
async function namedFor(tx: PrismaSession, principal: Principal, row: BudgetRow): Promise<Named> {
  return { row, nameOf: await readNamesFor(principal, tx, [ownerOf(row)]) };
}

async function viewed({ row, nameOf }: Named): Promise<Budget> {
  const [data] = await viewsOf([row], nameOf);
  if (!data) throw noSuchBudget();
  return data;
}

async function hold(tx: PrismaSession, level: Level, id: string): Promise<BudgetRow> {
  const { organizationId } = level;
  await tx.$queryRaw`SELECT id FROM budgets WHERE id = ${id} AND organization_id = ${organizationId} FOR UPDATE`;
  const row = await tx.budget.findFirst({ where: { id, ...level } });
  if (!row) throw noSuchBudget();
  return row;
}

async function requireRoom(tx: PrismaSession, level: Level, name: string): Promise<void> {
  const taken = await tx.budget.findMany({ where: level, select: { name: true } });
  if (taken.some((other) => other.name === name)) {
    throw new ApiError("conflict", `There is a budget of the name ${name} already`);
  }
  const most = level.madeBy === "organization" ? maxOwnBudgets : maxBudgets;
  if (taken.length >= most) throw new ApiError("conflict", `An organization has at most ${most} budgets`);
}

/** Whom it is for, of the organization's own: a customer, or the line of a key, which its replacements go on in. */
async function subjectOf(
  tx: PrismaSession,
  level: Level,
  { of, subject }: Pick<NewBudget, "of" | "subject">,
): Promise<string | null> {
  if (subject === null) return null;
  const where = { id: subject, organizationId: level.organizationId };
  const found =
    of === "customer"
      ? (await tx.customer.findFirst({ where, select: { id: true } }))?.id
      : (await tx.apiKey.findFirst({ where: { ...keysOf(level), id: subject }, select: { lineId: true } }))?.lineId;
  if (found) return found;
  throw invalidField("subject", of === "customer" ? "is no customer's id" : "is no key's id");
}

function inOrder(thresholds: readonly number[]): number[] {
  return thresholds.toSorted((one, other) => one - other);
}

async function record(tx: PrismaSession, principal: Principal, type: EventType, row: BudgetRow): Promise<void> {
  const { name, product, of, environment } = row;
  const data = { name, product, of, amount: Number(row.amount), hard: row.isHard, made_by: row.madeBy };
  await recordEvent(tx, { ...actedBy(principal), environment, type, subjectId: row.id, data });
}
