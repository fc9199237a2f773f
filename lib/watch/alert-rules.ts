import type { AlertSettings } from "@/lib/generated/prisma/client";
import { AlertKind, WatchedCredential } from "@/lib/generated/prisma/enums";
import type { PrismaSession } from "@/lib/platform/database";

/** Hours without mail, as times of day such as `22:00` in an IANA time zone; they may span midnight. */
export type QuietHours = { from: string; until: string; timeZone: string };

/** What counts as unusual in an organization, and who is told of it. */
export type AlertRules = {
  credentials: readonly WatchedCredential[];
  kinds: readonly AlertKind[];
  /** An hour with `atLeast` requests, so many times the median of the hours before and the busiest of them. */
  traffic: { atLeast: number; timesTypical: number; timesBusiest: number };
  /** So many rejections, and that share of the credential's requests in the same time. */
  rejections: { atLeast: number; sharePercent: number };
  quietHours: QuietHours | null;
  /** Mails go to owners and admins, or to these members. */
  mailTo: "admins" | readonly string[];
  /** Endpoints that get alerts beside those that asked for the event (`listenersOf`). */
  webhookIds: readonly string[];
};

/** What counts for an organization that has set nothing. */
export const defaultRules: AlertRules = {
  credentials: Object.values(WatchedCredential),
  kinds: Object.values(AlertKind),
  traffic: { atLeast: 500, timesTypical: 5, timesBusiest: 2 },
  rejections: { atLeast: 100, sharePercent: 20 },
  quietHours: null,
  mailTo: "admins",
  webhookIds: [],
};

/** What a stored row says. */
export function rulesOf(row: AlertSettings): AlertRules {
  const { quietFrom: from, quietUntil: until, quietTimeZone: timeZone } = row;
  return {
    credentials: row.credentials,
    kinds: row.kinds,
    traffic: {
      atLeast: row.trafficAtLeast,
      timesTypical: row.trafficTimesTypical,
      timesBusiest: row.trafficTimesBusiest,
    },
    rejections: { atLeast: row.rejectionsAtLeast, sharePercent: row.rejectionsSharePercent },
    quietHours: from !== null && until !== null && timeZone !== null ? { from, until, timeZone } : null,
    mailTo: row.mailsAdmins ? "admins" : row.mailsMembers,
    webhookIds: row.webhookIds,
  };
}

/** The rules of one organization. */
export async function readAlertRules(
  tx: Pick<PrismaSession, "alertSettings">,
  organizationId: string,
): Promise<AlertRules> {
  const row = await tx.alertSettings.findUnique({ where: { organizationId } });
  return row ? rulesOf(row) : defaultRules;
}

/** The rules of several organizations, in one query. */
export async function readRulesOf(
  tx: Pick<PrismaSession, "alertSettings">,
  organizationIds: readonly string[],
): Promise<(organizationId: string) => AlertRules> {
  const rows = await tx.alertSettings.findMany({ where: { organizationId: { in: [...new Set(organizationIds)] } } });
  const rules = new Map(rows.map((row) => [row.organizationId, rulesOf(row)]));
  return (organizationId) => rules.get(organizationId) ?? defaultRules;
}

/** Whether an organization wants to hear of a kind of alert about a kind of credential. */
export function wants(
  { credentials, kinds }: AlertRules,
  { kind, credentialType }: { kind: AlertKind; credentialType: WatchedCredential },
): boolean {
  return kinds.includes(kind) && credentials.includes(credentialType);
}
