import type { CredentialKind } from "@/lib/access/principal";

/** Credentials that are watched: those that live long outside of browsers. Sessions move and end with their user. */
export function isWatched(kind: CredentialKind): boolean {
  return kind === "api-key" || kind === "user-key" || kind === "pat";
}

/** Rejections (401, 403, 429) within five minutes that make a burst, and the least share of the credential's requests. */
export const rejectionRule = { windowMs: 300_000, atLeast: 100, share: 0.2 } as const;

/**
 * An hour stands out when it has `floor` requests, `timesTypical` as many as the median of the hours with traffic and
 * `timesBusiest` as many as the busiest of them, in `historyDays` days with `leastHours` such hours.
 */
export const trafficRule = { floor: 500, timesTypical: 5, timesBusiest: 2, historyDays: 14, leastHours: 6 } as const;

/** Networks that are remembered of one credential; one that is used from more is at home everywhere. */
export const maximumNetworks = 200;

/** Alert mails an organization gets in a day; further alerts are on its page only. */
export const mailsPerDay = 20;
