/**
 * Stands in for zod in browsers (next.config.mjs). Contracts name their schemas as they load, but a page needs them
 * only once a form is filled in. Until then a schema is a note of how it is made. Zod itself, a fifth of what a page
 * may weigh, is loaded by `readySchema`.
 */
import type { ZodType } from "zod";

/** One step of how a schema is made: a call on what comes before it, or on zod itself. */
type Step = { before: Step | null; name: string; args: readonly unknown[] };
type Shape = Record<string, unknown>;
type Outcome = { success: true; data: unknown } | { success: false; error: Error };
type Making = (...args: unknown[]) => unknown;

const step = Symbol("step");
const known = new WeakMap<Step, ZodType>();
let makers: Record<string, Making> | null = null;

/** Zod's own name, whose members only take notes. */
export const z: unknown = new Proxy(
  { coerce: group("coerce"), iso: group("iso") },
  { get: (groups, name) => Reflect.get(groups, name) ?? noting(null, String(name)) },
);

/** The schema itself, where it was a note so far; zod is loaded the first time. */
export async function readySchema<S extends ZodType>(schema: S): Promise<S> {
  const noted = stepOf(schema);
  if (!noted) return schema;
  // Makers of any schema take whatever was noted.
  makers ??= (await import("./real-zod")).makers as unknown as Record<string, Making>;
  // The note was taken where the type says `S`.
  return made(noted) as S;
}

function group(name: string): Record<string, Making> {
  return new Proxy({}, { get: (_, member) => noting(null, `${name}.${String(member)}`) });
}

function noting(before: Step | null, name: string): Making {
  return (...args) => note({ before, name, args });
}

function note(noted: Step): unknown {
  return new Proxy(noted, {
    get: (_, name) => {
      if (name === step) return noted;
      if (typeof name === "symbol" || name === "then" || name === "toJSON") return undefined;
      if (name === "shape") return shapeOf(noted);
      if (name === "options") return optionsOf(noted);
      if (name === "unwrap") return () => inner(noted);
      if (name === "safeParse") return (value: unknown) => parse(noted, value);
      if (name === "parse") return (value: unknown) => parsed(noted, value);
      return noting(noted, name);
    },
  });
}

function stepOf(value: unknown): Step | undefined {
  return typeof value === "object" && value !== null ? (value as { [step]?: Step })[step] : undefined;
}

/** The fields of an object's schema, each a note of its own. */
function shapeOf({ before, name, args }: Step): Shape {
  const given = (args[0] ?? {}) as Shape;
  if (!before) return given;
  const shape = shapeOf(before);
  const kept = (is: (key: string) => boolean) => Object.fromEntries(Object.entries(shape).filter(([key]) => is(key)));
  if (name === "extend" || name === "safeExtend") return { ...shape, ...given };
  if (name === "pick") return kept((key) => key in given);
  if (name === "omit") return kept((key) => !(key in given));
  if (name !== "partial") return shape;
  return Object.fromEntries(
    Object.entries(shape).map(([key, field]) => [key, (field as { optional: () => unknown }).optional()]),
  );
}

function optionsOf({ before, name, args }: Step): unknown[] {
  if (before && name !== "enum") return optionsOf(before);
  return Object.values(args[0] as object);
}

const wrappers = new Set(["optional", "nullable", "nullish", "default", "catch"]);

function inner({ before, name, args }: Step): unknown {
  if (wrappers.has(name) && before) return note(before);
  if (name === "array" && !before) return args[0];
  if (!before) throw new Error(`There is nothing within ${name}`);
  return inner(before);
}

/** By zod once it is loaded. Before, only what an address may hold is told, texts and choices; the server checks the rest. */
function parse(noted: Step, value: unknown): Outcome {
  if (makers) return made(noted).safeParse(value);
  const told = tell(noted, value);
  return told ? { success: true, data: told.data } : { success: false, error: new Error("It keeps no rule") };
}

function parsed(noted: Step, value: unknown): unknown {
  const outcome = parse(noted, value);
  if (!outcome.success) throw outcome.error;
  return outcome.data;
}

/** What the value is made to by the step, null where it keeps not its rule. */
function tell({ before, name, args }: Step, value: unknown): { data: unknown } | null {
  const keeps = (is: boolean, data: unknown = value) => (is ? { data } : null);
  const tellOther = (other: unknown) => {
    const noted = stepOf(other);
    return noted ? tell(noted, value) : null;
  };
  if (!before) {
    if (name === "string") return keeps(typeof value === "string");
    if (name === "enum") return keeps(Object.values(args[0] as object).includes(value));
    if (name === "literal") return keeps([args[0]].flat().includes(value));
    if (name === "undefined") return keeps(value === undefined);
    if (name === "ipv4") return keeps(/^[\d.]+$/.test(String(value)));
    if (name === "ipv6") return keeps(/^(?=.*:)[\da-f:.]+$/i.test(String(value)));
    if (name === "union") return (args[0] as unknown[]).map(tellOther).find((told) => told !== null) ?? null;
    return { data: value };
  }
  if (name === "optional" && value === undefined) return { data: undefined };
  const so = tell(before, value);
  if (name === "or") return so ?? tellOther(args[0]);
  if (!so) return null;
  const text = String(so.data);
  if (name === "trim") return { data: text.trim() };
  if (name === "min") return keeps(text.length >= Number(args[0]), so.data);
  if (name === "max") return keeps(text.length <= Number(args[0]), so.data);
  if (name === "length") return keeps(text.length === Number(args[0]), so.data);
  if (name === "regex") return keeps((args[0] as RegExp).test(text), so.data);
  if (name === "refine") return keeps(Boolean((args[0] as Making)(so.data)), so.data);
  if (name === "check")
    return keeps(
      args.every((check) => passes(check, so.data)),
      so.data,
    );
  if (name === "transform" || name === "overwrite") return changed(args[0] as Making, so.data);
  return so;
}

/** Whether a check of a schema's own finds nothing; zod's checks are notes here, and are left to the server. */
function passes(check: unknown, value: unknown): boolean {
  if (typeof check !== "function") return true;
  const context = { value, issues: [] as unknown[] };
  check(context);
  return context.issues.length === 0;
}

/** A union is not looked at here, so that what is none of its forms comes this far: a change that fails keeps no rule. */
function changed(change: Making, data: unknown): { data: unknown } | null {
  try {
    return { data: change(data) };
  } catch {
    return null;
  }
}

function made(noted: Step): ZodType {
  const before = known.get(noted);
  if (before) return before;
  const args = noted.args.map((arg) => madeIn(arg, noted.name));
  // A schema's methods are looked up by the names that were noted.
  const on = noted.before ? (made(noted.before) as unknown as Record<string, Making>) : makers;
  const make = on?.[noted.name];
  if (!make) throw new Error(`Zod has no ${noted.name} here: real-zod.ts names what it has`);
  const schema = make.apply(on, args) as ZodType;
  known.set(noted, schema);
  return schema;
}

/** An argument with the schemas in it made. */
function madeIn(arg: unknown, name: string): unknown {
  const noted = stepOf(arg);
  if (noted) return made(noted);
  if (Array.isArray(arg)) return arg.map((item) => madeIn(item, name));
  if (name === "lazy" && typeof arg === "function") return () => madeIn(arg(), "");
  if (typeof arg !== "object" || arg === null || Object.getPrototypeOf(arg) !== Object.prototype) return arg;
  return Object.fromEntries(Object.entries(arg).map(([key, item]) => [key, madeIn(item, name)]));
}
