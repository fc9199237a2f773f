import "server-only";
import { isPlanId, planOf } from "@/lib/access/catalogue";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { tooSoon } from "@/lib/http/too-soon";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { nameInMail, queueMail, quoteInMail } from "@/lib/tenancy/mail";
import type { PlanRequest } from "./contract";

const dayMs = 86_400_000;
const mostRecipients = 20;
const isAddress = /^[^\s@:/]+@[^\s@:/]+$/;

/** Asks for another plan: a mail to the billing contact, or else to every administrator; 429 for a second one within a day. */
export async function requestPlan(
  principal: UserPrincipal,
  { plan, message }: PlanRequest,
): Promise<{ requested_at: string }> {
  const { clock, database, settings } = runtime();
  const { organizationId, userId } = principal;
  const now = clock.now();
  await database.prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM organizations WHERE id = ${organizationId} FOR UPDATE`;
    const recent = await tx.event.findFirst({
      where: { organizationId, type: "plan.requested", createdAt: { gt: new Date(now - dayMs) } },
      orderBy: { createdAt: "desc" },
    });
    if (recent)
      throw tooSoon("Another plan was asked for within the last 24 hours", recent.createdAt.getTime() + dayMs);
    const organization = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
    if (organization.plan === plan) throw new ApiError("conflict", "The organization is on this plan already");
    const asking = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    await recordEvent(tx, {
      ...actedBy(principal),
      type: "plan.requested",
      subjectId: organizationId,
      data: { plan, previous_plan: organization.plan, message },
    });
    const current = isPlanId(organization.plan) ? planOf(organization.plan).label : organization.plan;
    const text = [
      `${nameInMail(asking.name)} <${asking.email}> asks for the plan ${planOf(plan).label} for ${nameInMail(organization.name)} (${organizationId}), which is on ${current}.`,
      ...(message ? [`They write:\n${quoteInMail(message)}`] : []),
      `Set it at ${settings.publicUrl}/dashboard/admin/organizations/${organizationId}`,
    ].join("\n\n");
    const subject = `An organization asks for the plan ${planOf(plan).label}`;
    for (const to of await recipients(tx)) await queueMail(tx, { to, subject, text });
  });
  return { requested_at: new Date(now).toISOString() };
}

async function recipients(tx: Parameters<typeof queueMail>[0]): Promise<string[]> {
  const contact = runtime().settings.billingContact?.replace(/^mailto:/, "");
  if (contact && isAddress.test(contact)) return [contact];
  const admins = await tx.user.findMany({
    where: { instanceAdmin: true, suspendedAt: null, email: { not: { endsWith: ".invalid" } } },
    select: { email: true },
    orderBy: { createdAt: "asc" },
    take: mostRecipients,
  });
  return admins.map(({ email }) => email);
}
