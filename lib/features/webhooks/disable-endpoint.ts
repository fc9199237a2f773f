import "server-only";
import { adminAddresses } from "@/lib/access/admin-addresses";
import type { Environment } from "@/lib/access/catalogue";
import { recordEvent } from "@/lib/access/events";
import { oneLine, queueMail } from "@/lib/access/mail";
import { runtime } from "@/lib/access/runtime";
import type { WebhookEndpoint } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { cancelPending } from "./cancel-pending";
import type { Webhook } from "./contract";

type Reason = NonNullable<Webhook["disabled_reason"]>;

const reasons: Record<Reason, string> = {
  failing: "No delivery to it has succeeded for three days.",
  gone: "It answered 410 Gone, which asks us to stop.",
};

/** Switches an endpoint off, once, and tells of it: an event for the organization's other endpoints, a mail to its owners and admins. */
export async function disableEndpoint(tx: PrismaSession, endpoint: WebhookEndpoint, reason: Reason): Promise<void> {
  const { id, organizationId, url } = endpoint;
  // Deleted meanwhile.
  if (organizationId === null) return;
  const { count } = await tx.webhookEndpoint.updateMany({
    // As it was when the attempt began: one that was given another URL or switched on anew meanwhile has its chance.
    where: { id, enabled: true, url, ...(reason === "failing" ? { failingSince: endpoint.failingSince } : {}) },
    data: { enabled: false, disabledReason: reason, updatedAt: new Date(runtime().clock.now()) },
  });
  if (count === 0) return;
  await cancelPending(tx, id);
  const { host } = new URL(url);
  await recordEvent(tx, {
    type: "webhook.disabled",
    organizationId,
    environment: endpoint.environment as Environment,
    subjectId: id,
    data: { webhook_id: id, host, reason, failing_since: endpoint.failingSince?.toISOString() ?? null },
  });
  const { name } = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
  const page = `${runtime().settings.publicUrl}/dashboard/webhooks/${id}`;
  for (const to of await adminAddresses(tx, organizationId)) {
    await queueMail(tx, {
      to,
      subject: `Webhook deliveries to ${host} are switched off`,
      text: `Latchkey has stopped sending webhooks of ${oneLine(name)} to ${host}.\n\n${reasons[reason]}\n\nWhat was not delivered is kept for 30 days. Once the receiver works again, switch the endpoint on and send the failed deliveries again:\n${page}\n`,
    });
  }
}
