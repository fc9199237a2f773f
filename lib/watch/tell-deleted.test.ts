import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { untilWaitedFor } from "@/lib/testing/until-waited-for";
import { tellBudget } from "./tell-budget";
import { tellQuota } from "./tell-quota";

const { clock, open } = useTestRuntime();

/** What `tell` comes to while a transaction that deletes a row is under way, which then commits. */
async function toldWhileDeleted(statement: string, id: string, tell: () => Promise<boolean>): Promise<boolean> {
  const holder = await open().database.pool.connect();
  try {
    await holder.query("BEGIN");
    await holder.query(statement, [id]);
    const telling = tell();
    await untilWaitedFor(holder);
    await holder.query("COMMIT");
    return await telling;
  } finally {
    holder.release(true);
  }
}

async function createOrganization(): Promise<string> {
  const id = `org_${randomUUID()}`;
  await open().database.prisma.organization.create({ data: { id, name: "Studio Seven" } });
  return id;
}

it("a budget that is deleted while its threshold is told is told of no more, and nothing fails", async () => {
  const organizationId = await createOrganization();
  const id = `bgt_${randomUUID()}`;
  const now = new Date(clock.now());
  const budget = {
    id,
    organizationId,
    name: "spend",
    product: "prompts",
    environment: "production" as const,
    span: "1d",
    amount: 10,
    isHard: false,
  };
  await open().database.prisma.budget.create({
    data: { ...budget, of: "organization", thresholds: [50], createdAt: now, updatedAt: now },
  });
  const notice = { id, organizationId, owner: organizationId, percent: 50, used: 5, amount: 10, periodMs: clock.now() };
  const told = await toldWhileDeleted("DELETE FROM budgets WHERE id = $1", id, () => tellBudget(notice));
  expect([told, await open().database.prisma.budgetAlert.count({ where: { budgetId: id } })]).toEqual([false, 0]);
});

it("an organization that is deleted while its quota is told is told of no more, and nothing fails", async () => {
  const organizationId = await createOrganization();
  const told = await toldWhileDeleted("DELETE FROM organizations WHERE id = $1", organizationId, () =>
    tellQuota({
      ...{ organizationId, product: "prompts", environment: "production", window: "day", period: 20_260_610 },
      ...{ percent: 80, used: 80, limit: 100, resetsAtMs: clock.now() + 1_000 },
    }),
  );
  expect([told, await open().database.prisma.quotaNotice.count({ where: { organizationId } })]).toEqual([false, 0]);
});
