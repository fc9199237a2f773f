import "server-only";
import { isProductId, productOf } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import { adminAddresses } from "@/lib/tenancy/admin-addresses";
import { nameInMail, queueMail } from "@/lib/tenancy/mail";
import type { QuotaMail } from "@/lib/watch/tell-quota";

/** Mails a quota notice to the owners and admins of an organization. */
export async function mailQuota(notice: QuotaMail): Promise<void> {
  const { database, settings } = runtime();
  const { organizationId, product, environment, window, percent, used, limit, resetsAtMs } = notice;
  const label = isProductId(product) ? productOf(product).label : product;
  await database.prisma.$transaction(async (tx) => {
    const organization = await tx.organization.findUnique({ where: { id: organizationId } });
    if (!organization) return;
    const which = `${window === "day" ? "daily" : "monthly"} ${label} quota`;
    const reset = `${new Date(resetsAtMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
    const text = [
      `${nameInMail(organization.name)} has used ${used.toLocaleString("en-US")} of ${limit.toLocaleString("en-US")} requests of its ${which}${environment === "development" ? " for test keys" : ""}. It starts anew at ${reset}.`,
      percent >= 100
        ? "Further requests are answered with 429 until then."
        : "When it is used up, requests are answered with 429 until then.",
      `Usage: ${settings.publicUrl}/dashboard/usage\nPlans: ${settings.publicUrl}/pricing`,
    ].join("\n\n");
    const subject = percent >= 100 ? `The ${which} is used up` : `${percent}% of the ${which} are used`;
    for (const to of await adminAddresses(tx, organizationId)) await queueMail(tx, { to, subject, text });
  });
}
