import { type ExpiryChoice, expiryDays, expiryLabels } from "@/components/ui/expiry";
import { exactText } from "@/components/ui/relative-time-text";
import type { FieldElsewhere } from "@/components/ui/use-guarded-change";
import type { ApiKey } from "@/lib/features/api-keys/contract";
import { addressLines, type KeyBounds, maximumKeyDays, type ScopeChoice } from "./key-draft";

/** The form of a key's settings as its reader changed it, by the names of the request. */
export type KeyChangeDraft = KeyBounds & {
  name: string;
  scopes: ScopeChoice;
  /** Null: the end stays as it is. */
  expires_in_days: ExpiryChoice | null;
  description: string;
  /** Separated by spaces or commas. */
  tags: string;
  /** One a line. */
  allowed_origins: string;
  enabled: boolean;
};

/** What readers set of a key; all else about it moves on by itself. */
export const keySettings = [
  "name",
  "description",
  "tags",
  "enabled",
  "scopes",
  "expires_in_days",
  "ip_allowlist",
  "allowed_origins",
  "rate_limit",
] as const;
export type KeySetting = (typeof keySettings)[number];

export const settingLabels: Record<KeySetting, string> = {
  name: "Name",
  description: "Description",
  tags: "Tags",
  enabled: "Switched on",
  allowed_origins: "Allowed origins",
  scopes: "Scopes",
  expires_in_days: "Expires",
  ip_allowlist: "IP allow-list",
  rate_limit: "Rate limit",
};

/** The form as it opens: the key as it is. */
export function draftOf(apiKey: ApiKey): KeyChangeDraft {
  return {
    name: apiKey.name,
    scopes: { preset: "custom", chosen: apiKey.scopes },
    expires_in_days: null,
    description: apiKey.description,
    tags: apiKey.tags.join(" "),
    allowed_origins: apiKey.allowedOrigins.join("\n"),
    enabled: apiKey.enabled,
    ip_allowlist: apiKey.ipAllowlist.join("\n"),
    rate_limit: apiKey.rateLimit === null ? "" : String(apiKey.rateLimit),
  };
}

/** The request that makes the key what the form says: only what differs is sent, so that nothing else is overwritten. */
export function changeOf(draft: KeyChangeDraft, apiKey: ApiKey, nowMs = Date.now()): object {
  const ranges = addressLines(draft.ip_allowlist);
  const origins = addressLines(draft.allowed_origins);
  const tags = addressLines(draft.tags);
  const days = draft.expires_in_days && expiryDays(draft.expires_in_days, nowMs, maximumKeyDays).days;
  const rateLimit = draft.rate_limit.trim() === "" ? null : Number(draft.rate_limit);
  return {
    ...(draft.name.trim() === apiKey.name ? {} : { name: draft.name }),
    ...(sameItems(draft.scopes.chosen, apiKey.scopes) ? {} : { scopes: [...draft.scopes.chosen] }),
    ...(draft.expires_in_days && days !== undefined ? { expires_in_days: days } : {}),
    ...(draft.description.trim() === apiKey.description ? {} : { description: draft.description.trim() }),
    ...(sameItems(tags, apiKey.tags) ? {} : { tags }),
    ...(draft.enabled === apiKey.enabled ? {} : { enabled: draft.enabled }),
    ...(sameItems(origins, apiKey.allowedOrigins) ? {} : { allowed_origins: origins }),
    ...(sameItems(ranges, apiKey.ipAllowlist) ? {} : { ip_allowlist: ranges }),
    ...(rateLimit === apiKey.rateLimit ? {} : { rate_limit: rateLimit }),
  };
}

/** A setting in words, the same ones wherever it is told. */
export function settingText(setting: KeySetting, apiKey: ApiKey): string {
  if (setting === "name") return apiKey.name;
  if (setting === "scopes") return listed(apiKey.scopes, "none");
  if (setting === "expires_in_days") return apiKey.expiresAt ? exactText(Date.parse(apiKey.expiresAt)) : "Never";
  if (setting === "ip_allowlist") return listed(apiKey.ipAllowlist, "Any address");
  if (setting === "allowed_origins") return listed(apiKey.allowedOrigins, "Any page or program");
  if (setting === "description") return apiKey.description || "None";
  if (setting === "tags") return listed(apiKey.tags, "None");
  if (setting === "enabled") return enabledText(apiKey.enabled);
  return rateLimitText(apiKey.rateLimit);
}

/** Whether a key is switched on, in words. */
export function enabledText(enabled: boolean): string {
  return enabled ? "Yes" : "No: it is refused until it is switched on again";
}

/** A key's own limit in words. */
export function rateLimitText(rateLimit: number | null): string {
  if (rateLimit === null) return "The plan's";
  return `${rateLimit.toLocaleString("en")} ${rateLimit === 1 ? "request" : "requests"} a minute`;
}

/** Whether readers see the same settings in two readings of a key. */
export function sameSettings(one: ApiKey, other: ApiKey): boolean {
  return keySettings.every((setting) => isSame(setting, one, other));
}

function isSame(setting: KeySetting, one: ApiKey, other: ApiKey): boolean {
  if (setting === "scopes") return sameItems(one.scopes, other.scopes);
  if (setting === "ip_allowlist") return sameItems(one.ipAllowlist, other.ipAllowlist);
  if (setting === "allowed_origins") return sameItems(one.allowedOrigins, other.allowedOrigins);
  if (setting === "tags") return sameItems(one.tags, other.tags);
  if (setting === "expires_in_days") return one.expiresAt === other.expiresAt;
  return settingText(setting, one) === settingText(setting, other);
}

/** What became of a key's settings between two readings, beside what a form holds that began with the first. */
export function settingsElsewhere(draft: KeyChangeDraft, seen: ApiKey, now: ApiKey): FieldElsewhere<KeyChangeDraft>[] {
  const [typed, left] = [changeOf(draft, seen), changeOf(draft, now)];
  return keySettings.flatMap((setting) => {
    if (isSame(setting, seen, now)) return [];
    // What both made the same of it is no question.
    const yours = setting in typed && setting in left ? draftText(setting, draft) : null;
    return [{ setting, label: settingLabels[setting], theirs: settingText(setting, now), yours }];
  });
}

function draftText(setting: KeySetting, draft: KeyChangeDraft): string {
  if (setting === "name") return draft.name;
  if (setting === "scopes") return listed(draft.scopes.chosen, "none");
  if (setting === "ip_allowlist") return listed(addressLines(draft.ip_allowlist), "Any address");
  if (setting === "allowed_origins") return listed(addressLines(draft.allowed_origins), "Any page or program");
  if (setting === "description") return draft.description.trim() || "None";
  if (setting === "tags") return listed(addressLines(draft.tags), "None");
  if (setting === "enabled") return enabledText(draft.enabled);
  if (setting === "rate_limit") return draft.rate_limit.trim() || rateLimitText(null);
  const { preset = "never", date = "" } = draft.expires_in_days ?? {};
  return preset === "custom" ? date : expiryLabels[preset];
}

/** The request that sets a key back to what it was before a change; null where that cannot be had again, as with an expiry. */
export function undoOf(before: ApiKey, after: ApiKey): object | null {
  if (before.expiresAt !== after.expiresAt) return null;
  return changeOf(draftOf(before), after);
}

function listed(items: readonly string[], none: string): string {
  return items.length > 0 ? items.join(", ") : none;
}

function sameItems(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((item) => others.includes(item));
}
