import { holdsNull, nullRefusal } from "@/lib/platform/null-character";
import { ApiError, invalidField } from "./api-error";
import { type Contract, takesNoBody } from "./contract";
import type { HeaderReader } from "./header-reader";

/** 1 MiB. */
export const maxBodyBytes = 1_048_576;

/**
 * Refuses by the headers alone what could not be read anyway. 413 for a declared length over 1 MiB, 415 for a body that
 * is not JSON.
 */
export function requireAcceptableBody(contract: Contract, headers: HeaderReader): void {
  const length = Number(headers.get("content-length") ?? 0);
  if (length > maxBodyBytes) throw new ApiError("payload_too_large");
  const hasBody = length > 0 || headers.has("transfer-encoding");
  if (!hasBody || !(contract.body || takesNoBody(contract))) return;
  // RFC 9110 section 8.4: a coding that is not undone here would be read as something else.
  if (!/^(identity)?$/i.test(headers.get("content-encoding")?.trim() ?? ""))
    throw new ApiError("unsupported_media_type");
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json" && !type?.endsWith("+json")) throw new ApiError("unsupported_media_type");
}

/** Parses a body's bytes; an empty one counts as `{}`, so that missing fields are named one by one. Throws a validation error for what is not UTF-8, not JSON, or holds what cannot be kept as it is. */
export function parseJson(bytes: Uint8Array): unknown {
  const text = readUtf8(bytes);
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiError("validation", "The body is not valid JSON");
  }
  if (mayHoldUnkeepable(text)) requireKeepable(value);
  return value;
}

/** The client hung up in the middle: its own affair, which no log needs to know of. */
export function brokenBody(): ApiError {
  return new ApiError("validation", "The body did not arrive whole");
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A body's bytes as text; throws a validation error for what is not UTF-8. */
export function readUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new ApiError("validation", "The body is not valid UTF-8");
  }
}

const telling = /\\u(?:00|d[89a-f])/i;
// Of a run of digits only its start is looked at: from each digit anew, a megabyte of them took half a second.
const mayBeTooLarge = /\d[eE]\+?0*[1-9]\d\d|(?<!\d)\d{300}/;

/**
 * Only as an escape can JSON in UTF-8 hold a null character or half of a surrogate pair; `__proto__` may be escaped as well. Texts
 * without escapes are told first, because it is every body that is looked through.
 */
function mayHoldUnkeepable(text: string): boolean {
  return (text.includes("\\u") && telling.test(text)) || text.includes("__proto__") || mayBeTooLarge.test(text);
}

/** A value of a body, and what it was found in. */
type Place = { value: unknown; key: string; within: Place | null };

/**
 * PostgreSQL's text cannot hold a null character, nor its JSON half of a surrogate pair. A number beyond a double would become
 * null, and zod leaves a member `__proto__` out. Looks with a list of its own instead of calling itself: nesting may be
 * deeper than the call stack.
 */
function requireKeepable(body: unknown): void {
  const waiting: Place[] = [{ value: body, key: "", within: null }];
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const { value } = place;
    if (typeof value === "string") requireStorableText(value, place);
    if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
      throw unkeepable(place, "is a number too large to be kept");
    }
    if (typeof value !== "object" || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      requireStorableText(key, place);
      const member = { value: inner, key, within: place };
      if (key === "__proto__") throw unkeepable(member, "is not a name that can be used");
      waiting.push(member);
    }
  }
}

function requireStorableText(text: string, place: Place): void {
  if (holdsNull(text)) throw unkeepable(place, nullRefusal);
  if (/\p{Cs}/u.test(text)) throw unkeepable(place, "holds half of a surrogate pair");
}

function unkeepable(place: Place, what: string): ApiError {
  const keys: string[] = [];
  for (let at: Place | null = place; at?.within && keys.length < maxPathKeys; at = at.within) keys.unshift(at.key);
  return keys.length > 0 ? invalidField(keys.join("."), what) : new ApiError("validation", `The body ${what}`);
}

/** Nothing that is asked for lies deeper. */
const maxPathKeys = 20;
