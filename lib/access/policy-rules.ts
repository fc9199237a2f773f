import "server-only";
import { type AddressRange, parseRange } from "@/lib/platform/address-range";
import { isAmongOrigins } from "@/lib/platform/origin";
import { isInEveryList } from "./address";

/**
 * What an organization's policy makes of a credential. It is part of the query that reads the credential and of its record,
 * and every change of the policy is announced as one of the organization. So the gate stops what breaks it at its very date.
 */

const dayMs = 86_400_000;

/** Of a policy, how long its credentials of a kind may live from their making on; null days are any, which includes no end. */
export type LifeRule = {
  maxDays: number | null;
  /** What counted before the latest change. It goes on to count for credentials that were there, as far as the new rule does not allow more. */
  priorMaxDays: number | null;
  /** From when on credentials that were there keep to the new rule; null: they never have to. */
  existingFrom: Date | null;
};

/** Whether something lives longer than a rule allows. */
export function livesTooLong(
  { createdAt, expiresAt }: { createdAt: Date; expiresAt: Date | null },
  maxDays: number | null,
): boolean {
  return maxDays !== null && (expiresAt === null || expiresAt.getTime() > createdAt.getTime() + maxDays * dayMs);
}

/** When a policy ends something of its own, in milliseconds since the epoch; null: never. `policyEndSql` asks the database the same. */
export function policyEndMs(
  life: { createdAt: Date; expiresAt: Date | null },
  { maxDays, priorMaxDays, existingFrom }: LifeRule,
): number | null {
  if (livesTooLong(life, priorMaxDays)) return life.createdAt.getTime();
  return livesTooLong(life, maxDays) ? (existingFrom?.getTime() ?? null) : null;
}

/** Whether a key or token lives longer than its policy allows, in SQL (`p` is the joined policy). The names are our own. */
export function tooLongSql(credential: string, kind: "key" | "token", days = `max_${kind}_days`): string {
  return `(p.${days} IS NOT NULL AND (${credential}.expires_at IS NULL
    OR ${credential}.expires_at > ${credential}.created_at + p.${days} * interval '24 hours'))`;
}

/** When its policy ends a key or token, in SQL; null: never. */
export function policyStopSql(credential: string, kind: "key" | "token"): string {
  return `CASE WHEN ${tooLongSql(credential, kind, `prior_max_${kind}_days`)} THEN ${credential}.created_at
               WHEN ${tooLongSql(credential, kind)} THEN p.existing_credentials_from END`;
}

/** The end of a key or token in SQL, its own or its policy's. */
export function policyEndSql(credential: string, kind: "key" | "token"): string {
  return `LEAST(${credential}.expires_at, ${policyStopSql(credential, kind)})`;
}

/** Joins the policy of an organization, where it has one. */
export function policyJoinSql(organizationId: string): string {
  return `LEFT JOIN organization_policies p ON p.organization_id = ${organizationId}`;
}

/** Whether a user has a second factor: a confirmed authenticator app, or a passkey. */
export function hasFactorSql(userId: string): string {
  return `(EXISTS (SELECT FROM authenticators WHERE user_id = ${userId} AND confirmed_at IS NOT NULL)
        OR EXISTS (SELECT FROM passkeys WHERE user_id = ${userId}))`;
}

/** From when on the organization asks a user for a second factor that they do not have; null where it asks for none. */
export function factorDueSql(userId: string): string {
  return `CASE WHEN p.second_factor_from IS NOT NULL AND NOT ${hasFactorSql(userId)}
    THEN p.second_factor_from END AS factor_due`;
}

/** What a query tells of the ranges that keys of an organization may be used from. */
export const policyRangesSql = `p.allowed_ranges, p.prior_ranges, p.existing_credentials_from,
  coalesce(k.created_at >= p.updated_at, FALSE) AS made_under_policy`;

export type PolicyRangesRow = {
  allowed_ranges: string[] | null;
  prior_ranges: string[] | null;
  existing_credentials_from: Date | null;
  made_under_policy: boolean;
};

/** Ranges that count for a while, in milliseconds since the epoch; the end is the first moment after it. */
export type TimedRanges = { ranges: readonly AddressRange[]; fromMs: number; untilMs: number };

/** The ranges by which a policy binds a key: those of before until the date, then the new ones; for a new key these at once. */
export function timedRangesOf(row: PolicyRangesRow): TimedRanges[] {
  const { allowed_ranges: allowed, prior_ranges: prior, existing_credentials_from: from, made_under_policy } = row;
  const dateMs = made_under_policy ? Number.NEGATIVE_INFINITY : (from?.getTime() ?? Number.POSITIVE_INFINITY);
  return [...timed(prior, Number.NEGATIVE_INFINITY, dateMs), ...timed(allowed, dateMs, Number.POSITIVE_INFINITY)];
}

/** A list in which nothing parses opens nothing; an empty one binds nothing. */
function timed(list: string[] | null, fromMs: number, untilMs: number): TimedRanges[] {
  if (!list || list.length === 0 || fromMs >= untilMs) return [];
  return [{ ranges: list.map(parseRange).filter((range) => range !== null), fromMs, untilMs }];
}

/** What of a record says from where, and until when, it may be used. */
export type Bounds = {
  addressLists: readonly (readonly AddressRange[])[];
  /** Lists of origins; each of them must hold that of the page. */
  originLists?: readonly (readonly string[])[];
  timedRanges?: readonly TimedRanges[];
  factorDueMs?: number | null;
  customerSuspended?: boolean;
};

/** Whether a credential may be used from an address now: by its own lists, its makers' and its organization's. */
export function mayBeUsedFrom(
  { addressLists, timedRanges = [] }: Bounds,
  address: string | null,
  nowMs: number,
): boolean {
  if (!isInEveryList(address, addressLists)) return false;
  if (timedRanges.length === 0) return true;
  const counting = timedRanges.filter(({ fromMs, untilMs }) => fromMs <= nowMs && nowMs < untilMs);
  return isInEveryList(
    address,
    counting.map(({ ranges }) => ranges),
  );
}

/** Whether a credential may be used from a page of this origin; null: the request told none. */
export function mayBeUsedOn({ originLists = [] }: Pick<Bounds, "originLists">, origin: string | null): boolean {
  return originLists.every((list) => isAmongOrigins(origin, list));
}

/** Whether a credential acts as a user who lacks the second factor that the organization asks for by now. */
export function lacksFactor({ factorDueMs = null }: Pick<Bounds, "factorDueMs">, nowMs: number): boolean {
  return factorDueMs !== null && factorDueMs <= nowMs;
}
