import type { Tone } from "@/components/ui/badge";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import type { KeyActivity } from "@/lib/features/api-keys/list-contract";

const dayMs = 86_400_000;
const soonMs = 14 * dayMs;
const unusedMs = 30 * dayMs;
const recentMs = 7 * dayMs;

export type KeyStatus = { label: string; tone: Tone };

/**
 * A key's state in words: what the server says, sharpened by what will happen soon and, where that is known, by what became
 * of its requests `lately`.
 */
export function keyStatus(key: ApiKey, nowMs: number, lately?: KeyActivity["lately"]): KeyStatus {
  if (key.status === "revoked") return { label: "Revoked", tone: "neutral" };
  const leftMs = key.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(key.expiresAt) - nowMs;
  if (key.status === "expired" || leftMs <= 0) return { label: "Expired", tone: "danger" };
  if (isLeaked(key)) return { label: "Found in public", tone: "danger" };
  if (key.status === "disabled") return { label: "Switched off", tone: "neutral" };
  if (key.status === "scheduled") return { label: "Not yet valid", tone: "neutral" };
  if (key.status === "suspended") return { label: "Suspended", tone: "danger" };
  if (key.replacedBy !== null) return successionStatus(key.endsUnreplaced);
  if (key.policyEndsAt !== null) return { label: "Stops by policy", tone: "warning" };
  if (leftMs <= soonMs) return { label: "Expires soon", tone: "warning" };
  if (lately?.trouble) return { label: troubles[lately.trouble], tone: "warning" };
  const idleSince = Date.parse(key.lastUsedAt ?? key.createdAt);
  if (nowMs - idleSince >= unusedMs) return { label: "Unused 30 days", tone: "neutral" };
  return { label: "Active", tone: "success" };
}

/** What is said of a rotated key that works: whether anything goes on after it. */
export function successionStatus(endsUnreplaced: boolean): KeyStatus {
  return { label: endsUnreplaced ? "Successor ended" : "Being replaced", tone: "warning" };
}

/** Whether a key was found in public and nobody has decided on it since: one that was switched on again was looked at. */
function isLeaked({ leak, status }: ApiKey): boolean {
  return leak !== null && (status === "disabled" || leak.action === "notify");
}

const troubles = { limited: "Rate-limited", rejected: "Rejected lately" };

/** Whether the key has not ended. A suspended one works again once what stops it is over. */
export function isLive(key: ApiKey, nowMs: number): boolean {
  const ended = key.status === "revoked" || key.status === "expired";
  return !ended && (key.expiresAt === null || Date.parse(key.expiresAt) > nowMs);
}

/** Typing the name is asked for only where something that runs would break. */
export function needsTypedName(key: ApiKey, nowMs: number): boolean {
  const usedMs = key.lastUsedAt === null ? Number.NEGATIVE_INFINITY : Date.parse(key.lastUsedAt);
  return key.environment === "production" && nowMs - usedMs < recentMs;
}

/** Whether a key has neither scopes nor roles: then it stands for its maker. */
export function actsAsUser({ scopes, roles }: Pick<ApiKey, "scopes" | "roles">): boolean {
  return scopes.length === 0 && roles.length === 0;
}

/** What can be done with a key. */
export type KeyAction = "edit" | "rotate" | "revoke";

const powers = { edit: "update", rotate: "rotate", revoke: "revoke" } as const;

/** Why something cannot be done with a key, by its state or by the reader's rights, or null when it can. */
export function whyNotAct(action: KeyAction, key: ApiKey, nowMs: number): string | null {
  if (!isLive(key, nowMs)) return "This key has ended";
  if (action !== "revoke" && key.replacedBy !== null)
    return `Already rotated: ${action} its successor, or create a key`;
  if (key.youMay.includes(powers[action])) return null;
  if (!key.youMay.includes("usage")) return "Only its maker or an admin may do this";
  if (actsAsUser(key)) return "It stands for its maker, who alone may change or rotate it";
  return "Its scopes go beyond your role";
}
