import { type ExpiryChoice, expiryDays } from "@/components/ui/expiry";
import type { ApiKey } from "@/lib/features/api-keys/contract";
import { addressLines, type KeyBounds, maximumKeyDays, type ScopeChoice } from "./key-draft";

/** The form of a key's settings as its reader changed it, by the names of the request. */
export type KeyChangeDraft = KeyBounds & {
  name: string;
  scopes: ScopeChoice;
  /** Null: the end stays as it is. */
  expires_in_days: ExpiryChoice | null;
};

/** The form as it opens: the key as it is. */
export function draftOf(apiKey: ApiKey): KeyChangeDraft {
  return {
    name: apiKey.name,
    scopes: { preset: "custom", chosen: apiKey.scopes },
    expires_in_days: null,
    ip_allowlist: apiKey.ipAllowlist.join("\n"),
    rate_limit: apiKey.rateLimit === null ? "" : String(apiKey.rateLimit),
  };
}

/** The request that makes the key what the form says: only what differs is sent, so that nothing else is overwritten. */
export function changeOf(draft: KeyChangeDraft, apiKey: ApiKey, nowMs = Date.now()): object {
  const ranges = addressLines(draft.ip_allowlist);
  const days = draft.expires_in_days && expiryDays(draft.expires_in_days, nowMs, maximumKeyDays).days;
  const rateLimit = draft.rate_limit.trim() === "" ? null : Number(draft.rate_limit);
  return {
    ...(draft.name.trim() === apiKey.name ? {} : { name: draft.name }),
    ...(sameItems(draft.scopes.chosen, apiKey.scopes) ? {} : { scopes: [...draft.scopes.chosen] }),
    ...(draft.expires_in_days && days !== undefined ? { expires_in_days: days } : {}),
    ...(sameItems(ranges, apiKey.ipAllowlist) ? {} : { ip_allowlist: ranges }),
    ...(rateLimit === apiKey.rateLimit ? {} : { rate_limit: rateLimit }),
  };
}

function sameItems(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((item) => others.includes(item));
}
