const dayMs = 86_400_000;
const expiresSoonMs = 14 * dayMs;
const unusedMs = 30 * dayMs;
/** A key that was made a moment ago is not yet "never used". */
const settlingMs = 7 * dayMs;

/** What the review needs to know of a key. */
export type ReviewedKey = {
  id: string;
  name: string;
  environment: "production" | "development";
  status: string;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  replacedBy: string | null;
};

export type KeyConcern = Pick<ReviewedKey, "id" | "name" | "environment"> & {
  reason: "expires" | "unused" | "never-used";
  /** When it expires, was last used, or was created. */
  at: string;
};

/** Active keys that want a look: those that expire within 14 days, soonest first, then those idle for 30 days, longest first. */
export function keysToReview(keys: readonly ReviewedKey[], nowMs: number): KeyConcern[] {
  const concerns = keys.map((key) => concernOf(key, nowMs)).filter((concern) => concern !== null);
  return concerns.sort((a, b) => rank(a) - rank(b) || Date.parse(a.at) - Date.parse(b.at));
}

function rank({ reason }: KeyConcern): number {
  return reason === "expires" ? 0 : 1;
}

function concernOf(key: ReviewedKey, nowMs: number): KeyConcern | null {
  // A rotated key is meant to end.
  if (key.status !== "active" || key.replacedBy !== null) return null;
  const { id, name, environment, createdAt, expiresAt, lastUsedAt } = key;
  const about = { id, name, environment };
  if (expiresAt && Date.parse(expiresAt) - nowMs <= expiresSoonMs)
    return { ...about, reason: "expires", at: expiresAt };
  if (lastUsedAt)
    return nowMs - Date.parse(lastUsedAt) >= unusedMs ? { ...about, reason: "unused", at: lastUsedAt } : null;
  return nowMs - Date.parse(createdAt) >= settlingMs ? { ...about, reason: "never-used", at: createdAt } : null;
}
