import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { invalidField } from "@/lib/http/api-error";
import { holdOrganization } from "@/lib/http/hold-organization";
import type { PrismaSession } from "@/lib/platform/database";
import { inTransaction } from "@/lib/platform/transaction";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { type AlertRules, defaultRules, rulesOf } from "@/lib/watch/alert-rules";
import type { AlertSettings, NewAlertSettings } from "./contract";

/** What counts as unusual in the caller's organization, and who is told of it. */
export async function getAlertSettings({ organizationId }: Principal): Promise<AlertSettings> {
  const row = await runtime().database.prisma.alertSettings.findUnique({ where: { organizationId } });
  return row ? viewOf(rulesOf(row), row.updatedAt) : viewOf(defaultRules, null);
}

/**
 * Sets what counts as unusual in the organization and who is told of it, from the next look on. 400 for a receiver that
 * is no member or endpoint of it, 403 for development credentials and for who does not manage it any more.
 */
export async function changeAlertSettings(principal: Principal, settings: NewAlertSettings): Promise<AlertSettings> {
  const { organizationId } = principal;
  const updatedAt = new Date(runtime().clock.now());
  await inTransaction(runtime(), async (tx) => {
    await holdOrganization(tx, principal);
    await requireReceivers(tx, organizationId, settings.receivers);
    const data = { ...columnsOf(settings), updatedAt };
    await tx.alertSettings.upsert({ where: { organizationId }, create: { organizationId, ...data }, update: data });
    await recordEvent(tx, {
      ...actedBy(principal),
      type: "alert_settings.updated",
      subjectId: organizationId,
      data: { ...settings },
    });
  });
  return { ...settings, updated_at: updatedAt.toISOString() };
}

async function requireReceivers(
  tx: PrismaSession,
  organizationId: string,
  { members, webhooks }: NewAlertSettings["receivers"],
): Promise<void> {
  const known = members ? await tx.membership.count({ where: { organizationId, userId: { in: members } } }) : 0;
  if (members && known < members.length) {
    throw invalidField("receivers.members", "must name members of the organization");
  }
  const endpoints = await tx.webhookEndpoint.count({ where: { organizationId, id: { in: webhooks } } });
  if (endpoints < webhooks.length) {
    throw invalidField("receivers.webhooks", "must name webhook endpoints of the organization");
  }
}

function columnsOf({ credentials, kinds, traffic, rejections, quiet_hours: quiet, receivers }: NewAlertSettings) {
  return {
    credentials,
    kinds,
    trafficAtLeast: traffic.at_least,
    trafficTimesTypical: traffic.times_typical,
    trafficTimesBusiest: traffic.times_busiest,
    rejectionsAtLeast: rejections.at_least,
    rejectionsSharePercent: rejections.share_percent,
    quietFrom: quiet?.from ?? null,
    quietUntil: quiet?.until ?? null,
    quietTimeZone: quiet?.time_zone ?? null,
    mailsMembers: receivers.members ?? [],
    mailsAdmins: receivers.members === null,
    webhookIds: receivers.webhooks,
  };
}

function viewOf({ credentials, kinds, ...rules }: AlertRules, updatedAt: Date | null): AlertSettings {
  const { traffic, rejections, quietHours: quiet, mailTo, webhookIds } = rules;
  return {
    credentials: [...credentials],
    kinds: [...kinds],
    traffic: {
      at_least: traffic.atLeast,
      times_typical: traffic.timesTypical,
      times_busiest: traffic.timesBusiest,
    },
    rejections: { at_least: rejections.atLeast, share_percent: rejections.sharePercent },
    quiet_hours: quiet && { from: quiet.from, until: quiet.until, time_zone: quiet.timeZone },
    receivers: { members: mailTo === "admins" ? null : [...mailTo], webhooks: [...webhookIds] },
    updated_at: updatedAt?.toISOString() ?? null,
  };
}
