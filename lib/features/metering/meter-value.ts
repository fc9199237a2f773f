import "server-only";
import { createHash } from "node:crypto";
import { isObject } from "./cloud-event";
import { otherValues } from "./contract";

/** Figures that PostgreSQL adds up exactly, far below where doubles of JSON lose whole numbers. */
const mostOfAll = 1e15;
const decimals = 12;
const written = /^-?\d{1,15}(\.\d{1,12})?$/;
const maxGroupLength = 100;

/** What stands at a path of names with dots between; undefined where nothing does. */
export function propertyAt(data: unknown, path: string): unknown {
  let found = data;
  for (const name of path.split(".")) {
    if (!isObject(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
}

/** A number, or a decimal in a text, as PostgreSQL's numeric reads it; rounded to 12 decimals. Null for anything else, and beyond 10¹⁵. */
export function decimalOf(value: unknown): string | null {
  if (typeof value === "string") return written.test(value) ? value : null;
  if (typeof value !== "number" || !(Math.abs(value) <= mostOfAll)) return null;
  return Number.isInteger(value) ? String(value) : value.toFixed(decimals);
}

/** A value as it is told apart from others: its text under a hash; null for what is no text, number or truth value. */
export function uniqueOf(value: unknown): Buffer | null {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return null;
  return createHash("sha256").update(String(value)).digest().subarray(0, 16);
}

/** A value as usage is grouped by it: empty where an event has none. */
export function groupOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "object") return otherValues;
  const text = String(value);
  return text.length > maxGroupLength ? otherValues : text;
}
