import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { WebhookEndpoint } from "@/lib/generated/prisma/client";
import type { DisabledReason } from "@/lib/generated/prisma/enums";
import type { PrismaSession } from "@/lib/platform/database";
import { adminAddresses } from "@/lib/tenancy/admin-addresses";
import { recordEvent } from "@/lib/tenancy/events";
import { nameInMail, queueMail } from "@/lib/tenancy/mail";
import { cancelPending } from "./cancel-pending";

const receiverWorks = "Once the receiver works again, switch the endpoint on and send the failed deliveries again:";
const reasons: Record<DisabledReason, { why: string; next: string }> = {
  failing: { why: "No delivery to it has succeeded for three days.", next: receiverWorks },
  gone: { why: "It answered 410 Gone, which asks us to stop.", next: receiverWorks },
  unreadable_secret: {
    why: "Its signing secret can no longer be read, because the encryption key of the deployment has changed.",
    next: "Rotate the secret and give the new one to the receiver, then switch the endpoint on and send the failed deliveries again:",
  },
};

/**
 * Switches an endpoint off, once, and tells of it. The organization's other endpoints get an event, its owners and
 * admins a mail. Of a customer's, the event reaches their other endpoints too. No mail tells of it: their portal shows
 * it.
 */
export async function disableEndpoint(
  tx: PrismaSession,
  endpoint: WebhookEndpoint,
  reason: DisabledReason,
): Promise<void> {
  const { id, url, customerId } = endpoint;
  const organizationId = await organizationOf(tx, endpoint);
  // Deleted meanwhile.
  if (organizationId === null) return;
  const { count } = await tx.webhookEndpoint.updateMany({
    // The endpoint is as it was when the attempt began. One with another URL or secret, or switched on anew meanwhile,
    // has its chance.
    where: {
      id,
      enabled: true,
      url,
      ...(reason === "failing" ? { failingSince: endpoint.failingSince } : {}),
      ...(reason === "unreadable_secret" ? { sealedSecret: endpoint.sealedSecret } : {}),
    },
    data: { enabled: false, disabledReason: reason, updatedAt: new Date(runtime().clock.now()) },
  });
  if (count === 0) return;
  if (reason === "unreadable_secret") runtime().log("error", "webhook_secret_unreadable", { endpoint: id });
  await cancelPending(tx, id);
  const { host } = new URL(url);
  await recordEvent(tx, {
    type: "webhook.disabled",
    organizationId,
    environment: endpoint.environment,
    subjectId: id,
    customerId,
    data: {
      webhook_id: id,
      host,
      reason,
      failing_since: endpoint.failingSince?.toISOString() ?? null,
      ...(customerId === null ? {} : { customer_id: customerId }),
    },
  });
  if (customerId !== null) return;
  const { name } = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
  const page = `${runtime().settings.publicUrl}/dashboard/webhooks/${id}`;
  const { why, next } = reasons[reason];
  for (const to of await adminAddresses(tx, organizationId)) {
    await queueMail(tx, {
      to,
      subject: "Webhook deliveries are switched off",
      text: `{product} has stopped sending webhooks of ${nameInMail(name)} to ${nameInMail(host)}.\n\n${why}\n\nWhat was not delivered is kept for 30 days. ${next}\n${page}\n`,
    });
  }
}

/** Whose endpoint it is, or whose customer's; null for nobody's any more. */
async function organizationOf(tx: PrismaSession, { organizationId, customerId }: WebhookEndpoint) {
  if (customerId === null) return organizationId;
  const customer = await tx.customer.findUnique({ where: { id: customerId }, select: { organizationId: true } });
  return customer?.organizationId ?? null;
}
