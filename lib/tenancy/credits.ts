import "server-only";
import { refillOf } from "@/lib/access/credit-record";
import { type CreditRefill, mostCredits } from "@/lib/access/credit-refill";
import { type CreditGrant, periodOf } from "@/lib/access/credits";
import type { Credits as CreditsRow } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import type { NewEvent } from "./events";

/** What is asked for: what is undefined stays as it is. */
export type CreditsWanted = { remaining?: number | undefined; refill?: CreditRefill | null | undefined };

/** Reads credits by their holders. */
export async function readCredits(
  prisma: PrismaSession,
  holders: readonly string[],
): Promise<ReadonlyMap<string, CreditGrant>> {
  if (holders.length === 0) return new Map();
  const rows = await prisma.credits.findMany({ where: { holder: { in: [...new Set(holders)] } } });
  return new Map(rows.map((row) => [row.holder, grantOfRow(row)]));
}

/** The credits of a holder, which nobody else changes until the transaction ends; null where there are none. */
export async function holdCredits(tx: PrismaSession, holder: string): Promise<CreditGrant | null> {
  await tx.$queryRaw`SELECT holder FROM credits WHERE holder = ${holder} FOR UPDATE`;
  const row = await tx.credits.findUnique({ where: { holder } });
  return row && grantOfRow(row);
}

/** Gives what has none yet its first credits. */
export function firstCredits(
  holder: string,
  { remaining = 0, refill = null }: CreditsWanted,
  nowMs: number,
): CreditGrant {
  return { holder, round: 1, granted: remaining, countedFromMs: nowMs, refill, refillFromMs: nowMs };
}

/**
 * What a change makes of credits. A new number begins another count; a new refill leaves what is left as it is, and is counted from now.
 */
export function creditsAfter(before: CreditGrant, { remaining, refill }: CreditsWanted, nowMs: number): CreditGrant {
  const now = resolved(before, nowMs);
  const refilled = refill === undefined ? now : { ...now, refill, refillFromMs: nowMs };
  if (remaining === undefined) return refilled;
  return { ...refilled, round: before.round + 1, granted: remaining, countedFromMs: nowMs };
}

/** Credits with some more in the count that goes on; null where it would be more than can be counted. */
export function creditsWith(before: CreditGrant, more: number, nowMs: number): CreditGrant | null {
  const now = resolved(before, nowMs);
  return now.granted + more > mostCredits ? null : { ...now, granted: now.granted + more };
}

/** The same credits, told from the count that goes on now. */
function resolved(grant: CreditGrant, nowMs: number): CreditGrant {
  const { startMs, limit } = periodOf(grant, nowMs);
  if (startMs === grant.countedFromMs || startMs <= grant.refillFromMs) return grant;
  return { ...grant, granted: limit, countedFromMs: startMs, refillFromMs: startMs };
}

/** Stores credits; what was told of their end was about what there was before. */
export async function storeCredits(
  tx: PrismaSession,
  organizationId: string,
  grants: readonly CreditGrant[],
): Promise<void> {
  for (const grant of grants) {
    const { holder } = grant;
    const data = { ...rowOf(grant), toldExhausted: null };
    await tx.credits.upsert({ where: { holder }, create: { holder, organizationId, ...data }, update: data });
  }
}

/** Takes credits away: nothing bounds the holder by them any more. */
export async function removeCredits(tx: PrismaSession, holder: string): Promise<void> {
  await tx.credits.deleteMany({ where: { holder } });
}

/** Credits before and after a change; null where there were or are none. */
export type ChangedCredits = { before: CreditGrant | null; after: CreditGrant | null };

/** A change of credits as its event tells it. */
export function creditsTold({ before, after }: ChangedCredits): NewEvent["data"] {
  return { before: creditsData(before), after: creditsData(after) };
}

function creditsData(grant: CreditGrant | null): NewEvent["data"] {
  if (!grant) return { granted: null, refill: null };
  return { granted: grant.granted, refill: refillText(grant.refill) };
}

function refillText(refill: CreditRefill | null): string | null {
  if (!refill) return null;
  const { amount, every, on } = refill;
  return every === undefined ? `${amount} on day ${on} of the month` : `${amount} every ${every}`;
}

function grantOfRow(row: CreditsRow): CreditGrant {
  const { holder, round, refillEvery: every, refillOn: on } = row;
  const amount = row.refillAmount === null ? null : Number(row.refillAmount);
  return {
    holder,
    round,
    granted: Number(row.granted),
    countedFromMs: Number(row.countedFromMs),
    refill: refillOf({ amount, every, on }),
    refillFromMs: Number(row.refillFromMs),
  };
}

function rowOf({ round, granted, countedFromMs, refill, refillFromMs }: CreditGrant) {
  return {
    round,
    granted: BigInt(granted),
    countedFromMs: BigInt(countedFromMs),
    refillAmount: refill ? BigInt(refill.amount) : null,
    refillEvery: refill?.every ?? null,
    refillOn: refill?.on ?? null,
    refillFromMs: BigInt(refillFromMs),
  };
}
