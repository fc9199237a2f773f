import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Alert as AlertRow } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import { wholeSecond } from "@/lib/platform/whole-second";
import { alertAdvice, alertSummary, alertTitle } from "./alert-words";
import { type Alert, type AlertList, type AlertQuery, WatchedType } from "./contract";

/** The alerts that a caller may see: those of its organization, and for a key of its environment only. */
function visibleAlerts({ organizationId, environment, scopes }: Principal) {
  return scopes === "all" ? { organizationId } : { organizationId, environment };
}

/** A page of alerts, newest first, with the number that is open. */
export async function listAlerts(principal: Principal, { kind, state, limit, cursor }: AlertQuery): Promise<AlertList> {
  const { prisma } = runtime().database;
  const visible = visibleAlerts(principal);
  const wanted = {
    ...(kind ? { kind } : {}),
    ...(state ? { acknowledgedAt: state === "open" ? null : { not: null } } : {}),
  };
  const [found, open] = await Promise.all([
    prisma.alert.findMany({
      where: { AND: [visible, wanted, afterCursor(cursor)] },
      orderBy: newestFirst,
      take: limit + 1,
    }),
    prisma.alert.count({ where: { ...visible, acknowledgedAt: null } }),
  ]);
  const { rows, next_cursor } = pageOf(found, limit);
  return { data: rows.map(toAlert), next_cursor, open };
}

/** How many alerts of the organization are not acknowledged. */
export function countOpenAlerts(principal: Principal): Promise<number> {
  return runtime().database.prisma.alert.count({ where: { ...visibleAlerts(principal), acknowledgedAt: null } });
}

/** Notes that somebody looked at an alert; 404 for one that is not there or not theirs. */
export async function acknowledgeAlert(principal: Principal, id: string): Promise<Alert> {
  const { clock, database } = runtime();
  const where = { id, ...visibleAlerts(principal) };
  await database.prisma.alert.updateMany({
    where: { ...where, acknowledgedAt: null },
    data: { acknowledgedAt: new Date(clock.now()) },
  });
  const row = await database.prisma.alert.findFirst({ where });
  if (!row) throw new ApiError("not_found", "There is no such alert");
  return toAlert(row);
}

/** A stored alert as clients see it, in words. */
export function toAlert(row: AlertRow): Alert {
  const { credential_type, credential_name, credential_hint, ...details } = row.details as Alert["details"];
  const { kind } = row;
  const credential = {
    id: row.credentialId,
    type: WatchedType.catch("api_key").parse(credential_type),
    name: String(credential_name ?? row.credentialId),
    hint: String(credential_hint ?? ""),
  };
  return {
    id: row.id,
    kind,
    environment: row.environment,
    credential,
    title: alertTitle(kind),
    summary: alertSummary(kind, details, credential),
    advice: alertAdvice(kind, credential.type),
    details,
    created_at: wholeSecond(row.createdAt),
    acknowledged_at: row.acknowledgedAt?.toISOString() ?? null,
  };
}
