import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import { invalidField } from "@/lib/http/api-error";
import { maximumKeyDays } from "./key-contract";

/** When a key is to end, as a request names it: in so many days, or at a moment. */
type NamedEnd = { expires_in_days?: number | null | undefined; expires_at?: string | null | undefined };

/** A key's end with the length of its life, in seconds, which a rotation gives it again; null: a rotation keeps the end. */
export type ChosenEnd = { expiresAt: Date | null; lifetimeSeconds: number | null };

/** The end that a request names; undefined where it names none. 400 for both at once, and for a moment that is over or too far. */
export function chosenEnd({ expires_in_days: days, expires_at: at }: NamedEnd, nowMs: number): ChosenEnd | undefined {
  if (days !== undefined && at !== undefined) throw invalidField("expires_at", "name the end once");
  if (at !== undefined)
    return { expiresAt: at === null ? null : momentOf("expires_at", at, nowMs), lifetimeSeconds: null };
  if (days === undefined) return undefined;
  return days === null
    ? { expiresAt: null, lifetimeSeconds: null }
    : { expiresAt: new Date(nowMs + days * dayMs), lifetimeSeconds: days * (dayMs / 1000) };
}

/** The start that a request names; undefined where it names none, null for a key that counts at once. 400 for one that is too far. */
export function chosenStart(at: string | null | undefined, nowMs: number): Date | null | undefined {
  // One that is over says the same as none, and does not outdate by itself.
  if (at === undefined || at === null) return at;
  return Date.parse(at) <= nowMs ? null : momentOf("not_before", at, nowMs);
}

type Span = { notBefore: Date | null; expiresAt: Date | null };

/** Whether a key would end before it begins to count. */
export function neverCounts({ notBefore, expiresAt }: Span): boolean {
  return notBefore !== null && expiresAt !== null && notBefore >= expiresAt;
}

/** 400 for a key that would end before it begins to count. */
export function requireSpan(span: Span): void {
  if (neverCounts(span)) throw invalidField("not_before", "is not before the key's end");
}

function momentOf(field: string, at: string, nowMs: number): Date {
  const moment = new Date(at);
  if (moment.getTime() <= nowMs) throw invalidField(field, "is over");
  if (moment.getTime() > nowMs + maximumKeyDays * dayMs) {
    throw invalidField(field, `is more than ${maximumKeyDays.toLocaleString("en")} days away`);
  }
  return moment;
}
