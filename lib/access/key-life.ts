import { type ProductId, productIds, productOf } from "./catalogue";

/** Until when a key or token lives, as it is stored. */
export type Life = { revokedAt: Date | null; expiresAt: Date | null };

/** When a life ends, in milliseconds since the epoch: long ago for what is revoked, never for what does not expire. */
export function endMsOf({ revokedAt, expiresAt }: Life): number {
  if (revokedAt) return Number.NEGATIVE_INFINITY;
  return expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
}

/** Whether a key or token is neither revoked nor expired; `live-keys.ts` asks the database the same. */
export function isLive(life: Life, nowMs: number): boolean {
  return endMsOf(life) > nowMs;
}

/** Products whose keys count only while the person who made or last rotated them administers the deployment. */
export function vouchedProducts(): ProductId[] {
  return productIds().filter((id) => productOf(id).instanceAdminOnly);
}

/** Whether a user answers for keys of such products, in SQL: an administrator of the deployment who is not suspended. The name is our own. */
export function vouchedSql(voucher: string): string {
  return `coalesce(${voucher}.instance_admin AND ${voucher}.suspended_at IS NULL, FALSE)`;
}

/** Whether a key counts only by an administrator's right. */
export function needsVoucher({ product }: { product: string }): boolean {
  return productOf(product).instanceAdminOnly === true;
}

/** Whether a key is switched off, and from when on it counts, as it is stored. */
export type Start = { disabledAt: Date | null; notBefore: Date | null };

/** What of a key's own keeps it from working for now: it was switched off, or its time has not come. Null: nothing. */
export function whyNotYet({ disabledAt, notBefore }: Start, nowMs: number): "disabled" | "scheduled" | null {
  if (disabledAt) return "disabled";
  return notBefore && notBefore.getTime() > nowMs ? "scheduled" : null;
}

/**
 * A disabled key was switched off, and a scheduled one counts from a later moment on. A suspended key has neither ended
 * nor does it work. The person who vouched for it is no administrator any more, or what made it has stopped. Or the
 * user for whom it acts is suspended or lacks the second factor that the organization asks for. Or its customer is
 * suspended, or every member of its organization.
 */
export const keyStates = ["active", "scheduled", "disabled", "suspended", "expired", "revoked"] as const;
export type KeyState = (typeof keyStates)[number];
