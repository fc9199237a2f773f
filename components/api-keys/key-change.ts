import { type ExpiryChoice, expiryDays, expiryLabels } from "@/components/ui/expiry";
import { windowText } from "@/components/ui/span-text";
import { exactTexts } from "@/components/ui/time-texts";
import type { FieldElsewhere } from "@/components/ui/use-guarded-change";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { maximumKeyDays, type ScopeChoice } from "./key-draft";
import { changeOfExtras, extrasOf, itemsIn, type KeyExtras } from "./key-extras";
import { windowsIn } from "./window-lines";

/** The form of a key's settings as its reader changed it, by the names of the request. */
export type KeyChangeDraft = KeyExtras & {
  name: string;
  scopes: ScopeChoice;
  roles: readonly string[];
  /** Null: the end stays as it is. */
  expires_in_days: ExpiryChoice | null;
  enabled: boolean;
};

/** What readers set of a key; all else about it moves on by itself. */
export const keySettings = [
  "name",
  "description",
  "tags",
  "enabled",
  "roles",
  "scopes",
  "expires_in_days",
  "not_before",
  "ip_allowlist",
  "allowed_origins",
  "rate_limit",
  "windows",
  "metadata",
] as const;
export type KeySetting = (typeof keySettings)[number];

export const settingLabels: Record<KeySetting, string> = {
  name: "Name",
  description: "Description",
  tags: "Tags",
  enabled: "Switched on",
  allowed_origins: "Allowed origins",
  roles: "Roles",
  scopes: "Scopes",
  not_before: "Valid from",
  windows: "Windows",
  metadata: "Metadata",
  expires_in_days: "Expires",
  ip_allowlist: "IP allow-list",
  rate_limit: "Rate limit",
};

/** The form as it opens: the key as it is. */
export function draftOf(apiKey: ApiKey): KeyChangeDraft {
  return {
    name: apiKey.name,
    scopes: { preset: "custom", chosen: apiKey.scopes },
    roles: apiKey.roles,
    expires_in_days: null,
    enabled: apiKey.enabled,
    ...extrasOf(apiKey),
  };
}

/** The request that makes the key what the form says: only what differs is sent, so that nothing else is overwritten. */
export function changeOf(draft: KeyChangeDraft, apiKey: ApiKey, nowMs = Date.now()): object {
  const days = draft.expires_in_days && expiryDays(draft.expires_in_days, nowMs, maximumKeyDays).days;
  return {
    ...(draft.name.trim() === apiKey.name ? {} : { name: draft.name }),
    ...(sameItems(draft.scopes.chosen, apiKey.scopes) ? {} : { scopes: [...draft.scopes.chosen] }),
    ...(sameItems(draft.roles, apiKey.roles) ? {} : { roles: [...draft.roles] }),
    // An exact end stands in place of the days.
    ...(draft.expires_in_days && days !== undefined && draft.expires_at === "" ? { expires_in_days: days } : {}),
    ...(draft.enabled === apiKey.enabled ? {} : { enabled: draft.enabled }),
    ...changeOfExtras(draft, apiKey),
  };
}

/** A setting in words, the same ones wherever it is told. */
export function settingText(setting: KeySetting, apiKey: ApiKey): string {
  if (setting === "name") return apiKey.name;
  if (setting === "scopes") return listed(apiKey.scopes, "none");
  if (setting === "roles") return listed(apiKey.roles, "none");
  if (setting === "not_before") return apiKey.notBefore ? exactTexts.utc(apiKey.notBefore) : "At once";
  if (setting === "windows") return windowsText(apiKey.windows);
  if (setting === "metadata") return Object.keys(apiKey.metadata).length > 0 ? JSON.stringify(apiKey.metadata) : "None";
  if (setting === "expires_in_days") return apiKey.expiresAt ? exactTexts.utc(apiKey.expiresAt) : "Never";
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

/** Windows in words, each with its name. */
function windowsText(windows: ApiKey["windows"]): string {
  return listed(
    windows.map((window) => `${windowText(window)} (${window.name})`),
    "The plan's",
  );
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
  if (setting === "roles") return sameItems(one.roles, other.roles);
  if (setting === "expires_in_days") return one.expiresAt === other.expiresAt;
  return settingText(setting, one) === settingText(setting, other);
}

/** What became of a key's settings between two readings, beside what a form holds that began with the first. */
export function settingsElsewhere(draft: KeyChangeDraft, seen: ApiKey, now: ApiKey): FieldElsewhere<KeyChangeDraft>[] {
  const [typed, left] = [changeOf(draft, seen), changeOf(draft, now)];
  return keySettings.flatMap((setting) => {
    if (isSame(setting, seen, now)) return [];
    // What both made the same of it is no question.
    const isIn = (change: object) => setting in change || (setting === "expires_in_days" && "expires_at" in change);
    const yours = isIn(typed) && isIn(left) ? draftText(setting, draft) : null;
    const fields: (keyof KeyChangeDraft)[] = setting === "expires_in_days" ? [setting, "expires_at"] : [setting];
    return [{ setting, fields, label: settingLabels[setting], theirs: settingText(setting, now), yours }];
  });
}

function draftText(setting: KeySetting, draft: KeyChangeDraft): string {
  if (setting === "name") return draft.name;
  if (setting === "scopes") return listed(draft.scopes.chosen, "none");
  if (setting === "ip_allowlist") return listed(itemsIn(draft.ip_allowlist), "Any address");
  if (setting === "allowed_origins") return listed(itemsIn(draft.allowed_origins), "Any page or program");
  if (setting === "description") return draft.description.trim() || "None";
  if (setting === "tags") return listed(itemsIn(draft.tags), "None");
  if (setting === "roles") return listed(draft.roles, "none");
  if (setting === "not_before") return draft.not_before || "At once";
  if (setting === "windows") return windowsText(windowsIn(draft.windows));
  if (setting === "metadata") return draft.metadata.trim() || "None";
  if (setting === "enabled") return enabledText(draft.enabled);
  if (setting === "rate_limit") return draft.rate_limit.trim() || rateLimitText(null);
  if (draft.expires_at !== "") return exactTexts.utc(`${draft.expires_at}Z`);
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
