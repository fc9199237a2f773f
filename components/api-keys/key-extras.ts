import type { FormProblems } from "@/components/ui/form-problems";
import { jsonObjectIn } from "@/components/ui/json-object";
import { wholeNumberIn } from "@/components/ui/whole-number";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { lineWithoutWindow, windowLines, windowsIn } from "./window-lines";

/** What most keys do without, as typed; empty means that nothing was said. */
export type KeyExtras = {
  description: string;
  /** Separated by spaces or commas. */
  tags: string;
  /** UTC, as a browser's field of date and time holds it: `2026-06-10T12:00`. */
  not_before: string;
  /** The same; in place of a number of days. */
  expires_at: string;
  /** One address or range a line. */
  ip_allowlist: string;
  /** One a line. */
  allowed_origins: string;
  /** Requests a minute. */
  rate_limit: string;
  /** One a line. */
  windows: string;
  /** A JSON object. */
  metadata: string;
};

/** In the order of the form. */
export const extraNames = [
  "description",
  "tags",
  "not_before",
  "expires_at",
  "ip_allowlist",
  "allowed_origins",
  "rate_limit",
  "windows",
  "metadata",
] as const satisfies readonly (keyof KeyExtras)[];

export function isExtra(name: string): name is keyof KeyExtras {
  return extraNames.some((known) => known === name);
}

export const noExtras: KeyExtras = {
  description: "",
  tags: "",
  not_before: "",
  expires_at: "",
  ip_allowlist: "",
  allowed_origins: "",
  rate_limit: "",
  windows: "",
  metadata: "",
};

/** Those of a key as it is; its end stays unsaid until somebody chooses another. */
export function extrasOf(apiKey: ApiKey): KeyExtras {
  return {
    description: apiKey.description,
    tags: apiKey.tags.join(" "),
    not_before: typedMoment(apiKey.notBefore),
    expires_at: "",
    ip_allowlist: apiKey.ipAllowlist.join("\n"),
    allowed_origins: apiKey.allowedOrigins.join("\n"),
    rate_limit: apiKey.rateLimit === null ? "" : String(apiKey.rateLimit),
    windows: windowLines(apiKey.windows),
    metadata: Object.keys(apiKey.metadata).length === 0 ? "" : JSON.stringify(apiKey.metadata, null, 2),
  };
}

/** What a new key's request says of them: what was typed. */
export function bodyOfExtras(extras: KeyExtras): object {
  const body = valuesOf(extras);
  const said = Object.entries(body).filter(([name]) => extras[name as keyof KeyExtras].trim() !== "");
  return Object.fromEntries(said);
}

/**
 * What a change says of them: what differs from the key, where nothing takes away what there was. What cannot be read
 * differs too, so that it can be sent and is told what is wrong with it.
 */
export function changeOfExtras(extras: KeyExtras, apiKey: ApiKey): object {
  const [now, before] = [extras, extrasOf(apiKey)];
  const values = valuesOf(extras);
  const differing = Object.entries(values).filter(([name]) => {
    const member = name as keyof KeyExtras;
    return JSON.stringify(comparedOf(member, now)) !== JSON.stringify(comparedOf(member, before));
  });
  return Object.fromEntries(differing);
}

/** What only the form can tell is wrong: the contract sees what was made of the text. */
export function extrasProblems({ metadata, windows }: KeyExtras): FormProblems {
  const line = lineWithoutWindow(windows);
  return {
    ...(jsonObjectIn(metadata) === null ? { metadata: 'Write a JSON object, such as {"team": 7}' } : {}),
    ...(line === undefined ? {} : { windows: `Write “${line}” as name, limit and length: hourly 500/1h` }),
  };
}

/** The items of a field that takes one a line, or several in one. */
export function itemsIn(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** A moment as a browser's field of date and time holds it, in UTC. */
export function typedMoment(at: string | null): string {
  // Whole minutes are shown as these; what a program said more exactly stays exact until it is typed over.
  return at === null ? "" : at.replace(/(:00)?(\.\d+)?Z$/, "");
}

function valuesOf(extras: KeyExtras) {
  const { description, not_before, expires_at, rate_limit } = extras;
  return {
    description: description.trim(),
    tags: itemsIn(extras.tags),
    not_before: momentIn(not_before),
    expires_at: momentIn(expires_at),
    ip_allowlist: itemsIn(extras.ip_allowlist),
    allowed_origins: itemsIn(extras.allowed_origins),
    rate_limit: rate_limit.trim() === "" ? null : wholeNumberIn(rate_limit),
    windows: windowsIn(extras.windows),
    metadata: jsonObjectIn(extras.metadata) ?? {},
  };
}

/** What two readings are compared by: lists whatever their order, what cannot be read as it was typed, all else as it is. */
function comparedOf(member: keyof KeyExtras, extras: KeyExtras): unknown {
  const value = valuesOf(extras)[member];
  if (member in extrasProblems(extras) || Number.isNaN(value)) return extras[member];
  return Array.isArray(value) && member !== "windows" ? value.toSorted() : value;
}

function momentIn(typed: string): string | null {
  const text = typed.trim();
  if (text === "") return null;
  const moment = new Date(`${text}Z`);
  return Number.isNaN(moment.getTime()) ? text : moment.toISOString();
}
