import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import { endOfSlice, findSpan, sliceAt, startOfSlice } from "@/lib/access/window-span";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import type { DemoPlace } from "./demo-place";

const namespaces: readonly {
  name: string;
  description: string;
  windows: Prisma.InputJsonArray;
  overrides?: Prisma.InputJsonArray;
  concurrency?: number;
  age: number;
}[] = [
  {
    name: "chat-messages",
    description: "What one person sends to the assistant",
    windows: [
      { name: "burst", limit: 20, per: "10s", sliding: true },
      { name: "daily", limit: 500, per: "1d" },
    ],
    overrides: [
      { identifier: "user_48213", windows: [{ name: "daily", limit: 2_000, per: "1d" }] },
      { identifier: "trial-*", windows: [{ name: "daily", limit: 25, per: "1d" }] },
    ],
    age: 88,
  },
  {
    name: "report-exports",
    description: "Exports that a customer runs at once",
    windows: [{ name: "hourly", limit: 10, per: "1h" }],
    overrides: [{ identifier: "grid-operator-11", concurrency: 8 }],
    concurrency: 3,
    age: 41,
  },
  {
    name: "one-time-codes",
    description: "Codes sent to one telephone",
    windows: [{ name: "quarter-hour", limit: 5, per: "15m", sliding: true }],
    age: 12,
  },
];

/** Writes limits that an organization keeps for those whom it serves: of single callers, and of a month's spending. */
export async function writeLimits(tx: PrismaSession, place: DemoPlace): Promise<void> {
  const { id: organizationId, nowMs } = place;
  await tx.limitNamespace.createMany({
    data: namespaces.map(({ age, ...namespace }) => {
      const createdAt = new Date(nowMs - age * dayMs);
      return { id: newId("lns"), organizationId, ...namespace, createdAt, updatedAt: createdAt };
    }),
  });
  await writeBudgets(tx, place);
}

async function writeBudgets(tx: PrismaSession, { id: organizationId, nowMs }: DemoPlace): Promise<void> {
  const customer = await tx.customer.findFirst({ where: { organizationId, externalId: "reseller-7" } });
  const budgets = [
    {
      ...{ name: "monthly-answers", of: "organization", product: "prompts", environment: "production" },
      ...{ amount: 1_000_000, span: "1mo", isHard: false, thresholds: [50, 80, 100], age: 73 },
      mailTo: ["budget@nordlicht.example"],
    },
    {
      ...{ name: "reseller-ceiling", of: "customer", product: "memory", environment: "production" },
      ...{ amount: 500_000, span: "~30d", isHard: true, thresholds: [90, 100], age: 60 },
      subject: customer?.id ?? null,
    },
    {
      ...{ name: "development-keys", of: "key", product: "prompts", environment: "development" },
      ...{ amount: 1_000, span: "1d", isHard: true, thresholds: [80], age: 20 },
    },
  ] as const;
  for (const { age, thresholds, ...budget } of budgets) {
    const createdAt = new Date(nowMs - age * dayMs);
    const id = newId("bgt");
    await tx.budget.create({
      data: {
        ...{ mailTo: [] },
        ...budget,
        id,
        organizationId,
        thresholds: [...thresholds],
        createdAt,
        updatedAt: createdAt,
      } as Prisma.BudgetUncheckedCreateInput,
    });
    if (budget.of === "organization")
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
  const state = await tx.limitState.findFirst({
    where: { subject: `org:${organizationId}`, product: "prompts", environment: "production" },
  });
  const span = findSpan("1mo");
  if (!state || !span) return;
  const slice = sliceAt(span, nowMs);
  const [startMs, endsMs] = [startOfSlice(span, slice), endOfSlice(span, slice)];
  const used = Number(state.monthCount);
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
