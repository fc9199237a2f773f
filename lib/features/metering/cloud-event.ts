import "server-only";
import { invalidField } from "@/lib/http/api-error";
import { parseJson } from "@/lib/http/body";
import type { HeaderReader } from "@/lib/http/header-reader";
import { holdsNull } from "@/lib/platform/null-character";
import { maxEvents } from "./event-contract";

/** An event whose attributes can be counted by; its time in milliseconds since the epoch. */
export type CloudEvent = { id: string; source: string; type: string; subject: string; timeMs: number; data: unknown };

/** What came: an event, or why it is none that can be accepted, with as much of its name as could be read. */
export type ReadEvent = { event: CloudEvent } | { refused: string; id: string | null; source: string | null };

export const lateMs = 35 * 86_400_000;
export const earlyMs = 5 * 60_000;
const maxDataBytes = 8_192;
/** Deeper JSON would exhaust the call stack of whatever writes it. */
const maxDataDepth = 32;

/**
 * The events that a request holds: one or several in structured JSON, or one in binary mode (CloudEvents 1.0, HTTP protocol
 * binding section 3). 400 for a body that holds none or more than 1,000.
 */
export function eventsOf(headers: HeaderReader, body: Uint8Array): unknown[] {
  const content = parseJson(body);
  if (headers.has("ce-specversion")) return [binaryEvent(headers, body.length === 0 ? undefined : content)];
  const events = Array.isArray(content) ? content : [content];
  if (events.length === 0) throw invalidField("", "The body holds no event");
  if (events.length > maxEvents) throw invalidField("", `The body holds more than ${maxEvents} events`);
  return events;
}

const attributes = ["specversion", "id", "source", "type", "subject", "time"] as const;

function binaryEvent(headers: HeaderReader, data: unknown): Record<string, unknown> {
  const said = attributes.flatMap((name) => {
    const value = headers.get(`ce-${name}`);
    return value === null ? [] : [[name, decoded(value)] as const];
  });
  return { ...Object.fromEntries(said), ...(data === undefined ? {} : { data }) };
}

/** Headers hold what is no visible ASCII in percent-encoding (section 3.1.3.2). */
function decoded(value: string): unknown {
  try {
    const text = decodeURIComponent(value);
    return holdsNull(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Reads one event as of `nowMs`. What cannot be accepted says why in words for whoever sent it. */
export function readEvent(value: unknown, nowMs: number): ReadEvent {
  const given = isObject(value) ? value : {};
  const id = textOf(given.id, 255);
  const source = textOf(given.source, 255);
  const refuse = (refused: string): ReadEvent => ({ refused, id, source });
  if (!isObject(value)) return refuse("an event is a JSON object");
  if (value.specversion !== "1.0") return refuse('specversion must be "1.0"');
  if (id === null) return refuse("id must be 1 to 255 characters");
  if (source === null) return refuse("source must be 1 to 255 characters");
  const type = textOf(value.type, 128);
  if (type === null) return refuse("type must be 1 to 128 characters");
  const subject = textOf(value.subject, 255);
  if (subject === null) return refuse("subject must be a customer's external_id or the id of a key of theirs");
  if (value.data_base64 !== undefined) return refuse("data must be JSON, not data_base64");
  if (!fits(value.data)) return refuse(`data must be at most 8 KB as JSON, nested at most ${maxDataDepth} deep`);
  const timeMs = value.time === undefined || value.time === null ? nowMs : momentOf(value.time);
  if (timeMs === null) return refuse("time must be a time such as 2026-06-10T12:00:00Z (RFC 3339)");
  if (timeMs < nowMs - lateMs) return refuse("time is more than 35 days ago");
  if (timeMs > nowMs + earlyMs) return refuse("time is more than five minutes in the future");
  return { event: { id, source, type, subject, timeMs, data: value.data } };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown, most: number): string | null {
  return typeof value === "string" && value.length > 0 && value.length <= most ? value : null;
}

const moment = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

function momentOf(value: unknown): number | null {
  if (typeof value !== "string" || value.length > 40 || !moment.test(value)) return null;
  const ms = Date.parse(value.toUpperCase());
  return Number.isNaN(ms) ? null : ms;
}

/** Looks level by level before it writes: what is nested too deep is never written. */
function fits(data: unknown): boolean {
  let level: unknown[] = [data];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDataDepth) return false;
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
  }
  return data === undefined || Buffer.byteLength(JSON.stringify(data)) <= maxDataBytes;
}
