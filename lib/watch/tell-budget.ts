import "server-only";
import { runtime } from "@/lib/access/runtime";
import { recordEvent } from "@/lib/tenancy/events";
import { keepOrganization } from "@/lib/tenancy/row-locks";
import type { BudgetNotice } from "./budget-watch";

/** The kind of job that mails a budget's threshold; its payload is a `BudgetNotice`. */
export const mailBudgetJob = "budgets.mail";

/**
 * Tells an organization that a budget came to a threshold, with the event and the mail's job in one transaction. It
 * does so once for each threshold, owner, period and amount, from the process that came to it first. True when this
 * call told it.
 */
export async function tellBudget(notice: BudgetNotice): Promise<boolean> {
  const { clock, database, jobs } = runtime();
  const { id, organizationId, owner, percent, used, amount, periodMs } = notice;
  return database.prisma.$transaction(async (tx) => {
    // Either may have been deleted meanwhile, and neither is from here on.
    if (!(await keepOrganization(tx, organizationId))) return false;
    await tx.$queryRaw`SELECT FROM budgets WHERE id = ${id} AND organization_id = ${organizationId} FOR KEY SHARE`;
    const budget = await tx.budget.findFirst({ where: { id, organizationId } });
    if (!budget) return false;
    const { count } = await tx.budgetAlert.createMany({
      data: { budgetId: id, owner, periodMs, threshold: percent, amount, used, toldAt: new Date(clock.now()) },
      skipDuplicates: true,
    });
    if (count === 0) return false;
    const { name, product, environment, of } = budget;
    await recordEvent(tx, {
      type: "budget.threshold_reached",
      organizationId,
      environment,
      subjectId: id,
      data: { name, product, environment, of, owner, percent, used, amount, hard: budget.isHard },
    });
    await jobs.enqueue(tx, mailBudgetJob, notice);
    return true;
  });
}
