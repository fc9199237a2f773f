import "server-only";
import { isProductId, productOf } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import type { JobHandlers } from "@/lib/platform/jobs";
import { adminAddresses } from "@/lib/tenancy/admin-addresses";
import { nameInMail, queueMail } from "@/lib/tenancy/mail";
import type { BudgetNotice } from "@/lib/watch/budget-watch";
import { mailBudgetJob, tellBudget } from "@/lib/watch/tell-budget";
import { watches } from "@/lib/watch/watches";
import { type Owner, readOwnerNames } from "./owner-names";

/** The jobs that budgets ask for. */
export const budgetJobs: JobHandlers = {
  [mailBudgetJob]: async (payload) => {
    // Only `tellBudget` asks for this kind of job.
    await mailBudget(payload as BudgetNotice);
    return undefined;
  },
};

/** Tells of the thresholds that this process noted since the last time. */
export function tellOfBudgets(): Promise<void> {
  return watches().budgets.flush(tellBudget);
}

/** Mails a threshold to the addresses that the budget names, or else to the organization's owners and admins. */
export async function mailBudget({ id, organizationId, owner, percent, used, amount }: BudgetNotice): Promise<void> {
  const { database, settings } = runtime();
  await database.prisma.$transaction(async (tx) => {
    const budget = await tx.budget.findFirst({ where: { id, organizationId }, include: { organization: true } });
    if (!budget) return;
    const { product, name, of, organization, mailTo, isHard, madeBy } = budget;
    const label = isProductId(product) ? productOf(product).label : product;
    const whose =
      of === "organization" ? nameInMail(organization.name) : await ownerInMail(tx, organizationId, { of, id: owner });
    const text = [
      `Of the budget ${name} for ${label}, ${whose} has used ${used.toLocaleString("en-US")} of ${amount.toLocaleString("en-US")}.`,
      isHard ? "What is beyond it is denied." : "It denies nothing; this is only to let you know.",
      madeBy === "organization"
        ? `Budgets: ${settings.publicUrl}/dashboard/usage/budgets`
        : `Usage: ${settings.publicUrl}/dashboard/usage`,
    ].join("\n\n");
    const subject = `${percent}% of a budget are used`;
    const receivers = mailTo.length > 0 ? mailTo : await adminAddresses(tx, organizationId);
    for (const to of receivers) await queueMail(tx, { to, subject, text });
  });
}

/** A customer or key by its name, with the id that tells those of one name apart; the id alone where nothing else is left. */
async function ownerInMail(tx: PrismaSession, organizationId: string, owner: Owner): Promise<string> {
  const { of, id } = owner;
  const name = (await readOwnerNames(tx, organizationId, [owner]))(owner);
  return name === null ? `the ${of} ${nameInMail(id)}` : `the ${of} "${nameInMail(name)}" (${nameInMail(id)})`;
}
