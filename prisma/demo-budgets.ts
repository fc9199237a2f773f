import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import { endOfSlice, findSpan, sliceAt, startOfSlice } from "@/lib/access/window-span";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import type { DemoPlace } from "./demo-place";

/** Writes what the deployment's administrator plans that an organization and those whom it serves use. */
export async function writeBudgets(tx: PrismaSession, { id: organizationId, nowMs }: DemoPlace): Promise<void> {
  const customer = await tx.customer.findFirst({ where: { organizationId, externalId: "reseller-7" } });
  const budgets: DemoBudget[] = [
    {
      name: "monthly-answers",
      of: "organization",
      product: "prompts",
      environment: "production",
      amount: 1_000_000,
      span: "1mo",
      isHard: false,
      thresholds: [50, 80, 100],
      age: 73,
      mailTo: ["budget@nordlicht.example"],
    },
    {
      name: "reseller-ceiling",
      of: "customer",
      product: "memory",
      environment: "production",
      amount: 500_000,
      span: "~30d",
      isHard: true,
      thresholds: [90, 100],
      age: 60,
      subject: customer?.id ?? null,
    },
    {
      name: "development-keys",
      of: "key",
      product: "prompts",
      environment: "development",
      amount: 1_000,
      span: "1d",
      isHard: true,
      thresholds: [80],
      age: 20,
    },
  ];
  for (const budget of budgets) await writeBudget(tx, { id: organizationId, nowMs }, budget);
}

/** Writes what an organization plans for itself: the month's use of prompts, about twice what it came to, and a day of each test key. */
export async function writeOwnBudgets(
  tx: PrismaSession,
  { id: organizationId, nowMs, ageDays }: DemoPlace,
): Promise<void> {
  const [age, month] = [Math.ceil(ageDays / 2), await readMonth(tx, organizationId)];
  const budgets: DemoBudget[] = [
    {
      name: "prompts-this-month",
      of: "organization",
      product: "prompts",
      environment: "production",
      amount: roundedUp(2 * month),
      span: "1mo",
      isHard: false,
      thresholds: [40, 80, 100],
      age,
    },
    {
      name: "test-keys",
      of: "key",
      product: "prompts",
      environment: "development",
      amount: 500,
      span: "1d",
      isHard: true,
      thresholds: [90],
      age: Math.ceil(age / 3),
    },
  ];
  for (const budget of budgets) {
    await writeBudget(tx, { id: organizationId, nowMs }, { ...budget, madeBy: "organization" });
  }
}

/** To one digit that counts, and to no less than a thousand. */
function roundedUp(count: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(count, 1_000)));
  return Math.max(1, Math.ceil(count / unit)) * unit;
}

type DemoBudget = { amount: number; age: number; thresholds: readonly number[] } & Pick<
  Prisma.BudgetUncheckedCreateInput,
  "name" | "of" | "product" | "environment" | "span" | "isHard"
> &
  Partial<Pick<Prisma.BudgetUncheckedCreateInput, "madeBy" | "subject">> & { mailTo?: readonly string[] };

async function writeBudget(
  tx: PrismaSession,
  { id: organizationId, nowMs }: Pick<DemoPlace, "id" | "nowMs">,
  { age, thresholds, mailTo = [], ...budget }: DemoBudget,
): Promise<void> {
  const createdAt = new Date(nowMs - age * dayMs);
  const id = newId("bgt");
  await tx.budget.create({
    data: {
      ...budget,
      ...{ id, organizationId, mailTo: [...mailTo], thresholds: [...thresholds] },
      ...{ createdAt, updatedAt: createdAt },
    },
  });
  if (budget.of === "organization") {
    await countMonth(tx, { id, organizationId, nowMs, thresholds, amount: budget.amount });
  }
}

type CountedBudget = {
  id: string;
  organizationId: string;
  nowMs: number;
  amount: number;
  thresholds: readonly number[];
};

/** What the month's usage came to counts on the budget too, and its thresholds below that were told of. */
async function countMonth(
  tx: PrismaSession,
  { id, organizationId, nowMs, amount, thresholds }: CountedBudget,
): Promise<void> {
  const used = await readMonth(tx, organizationId);
  const span = findSpan("1mo");
  if (used === 0 || !span) return;
  const slice = sliceAt(span, nowMs);
  const [startMs, endsMs] = [startOfSlice(span, slice), endOfSlice(span, slice)];
  await tx.limitSlice.create({
    data: {
      ...{ subject: `budget:${id}:${organizationId}`, product: "prompts", environment: "production" },
      ...{ span: span.id, place: 0, startMs, count: used, endsMs },
    },
  });
  const reached = thresholds.filter((percent) => used >= (amount * percent) / 100);
  await tx.budgetAlert.createMany({
    data: reached.map((threshold) => {
      const share = (amount * threshold) / 100;
      // As if the month's usage had come evenly.
      const toldAt = new Date(startMs + (nowMs - startMs) * (share / used));
      return { budgetId: id, owner: organizationId, periodMs: endsMs, threshold, amount, used: share, toldAt };
    }),
  });
}

/** How many requests an organization's keys made to prompts in this month. */
async function readMonth(tx: PrismaSession, organizationId: string): Promise<number> {
  const state = await tx.limitState.findFirst({
    where: { subject: `org:${organizationId}`, product: "prompts", environment: "production" },
  });
  return Number(state?.monthCount ?? 0);
}
