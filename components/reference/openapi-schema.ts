import type { JsonSchema } from "@/lib/http/json-schema";
import {
  isObject,
  listIn,
  memberOf,
  type OpenapiDocument,
  type OpenapiObject,
  objectIn,
  resolved,
  textIn,
} from "@/lib/platform/openapi/openapi-document";
import { plainText } from "./openapi-text";

/** Which way a value goes: members that are only read are not sent, and the other way about. */
export type Way = "input" | "output";

/** Schemas that one page tells at most: documents may hold some that grow without end when they are written out. */
const mostSchemas = 150;
/** The longest value that is told as default or choice, as JSON. */
const mostValue = 200;

const types = ["object", "array", "string", "number", "integer", "boolean", "null"] as const;

type Told = { document: OpenapiDocument; way: Way; left: number };

/** A schema of an OpenAPI document in our own form, with what it refers to written out; one that holds itself is told once. */
export function writtenOut(document: OpenapiDocument, schema: unknown, way: Way): JsonSchema {
  return told({ document, way, left: mostSchemas }, schema, []);
}

function told(state: Told, given: unknown, around: readonly OpenapiObject[]): JsonSchema {
  const schema = resolved(state.document, given);
  state.left -= 1;
  if (!schema || state.left < 0) return {};
  if (around.includes(schema)) return { type: "object", description: "Of the same form as what holds it" };
  const below = [...around, schema];
  const parts = listIn(schema, "allOf").map((part) => told(state, part, below));
  const own = partsOf(state, schema, below);
  const whole = parts.length > 0 ? merged([...parts, own]) : own;
  return nullable(schema, whole, kindsOf(schema));
}

function partsOf(state: Told, schema: OpenapiObject, below: readonly OpenapiObject[]): JsonSchema {
  const [kind] = kindsOf(schema).filter((type) => type !== "null");
  const properties = membersOf(state, schema, below);
  const choices = [...listIn(schema, "oneOf"), ...listIn(schema, "anyOf")];
  const items = memberOf(schema, "items");
  return {
    ...(kind ? { type: kind } : properties ? { type: "object" } : items ? { type: "array" } : {}),
    ...(properties ? { properties, required: requiredOf(schema, properties) } : {}),
    ...(isObject(items) ? { items: told(state, items, below) } : {}),
    ...(choices.length > 0 && !properties ? { anyOf: choices.map((choice) => told(state, choice, below)) } : {}),
    ...notesOf(schema),
  };
}

function membersOf(state: Told, schema: OpenapiObject, below: readonly OpenapiObject[]) {
  const hidden = state.way === "input" ? "readOnly" : "writeOnly";
  const shown = Object.entries(objectIn(schema, "properties")).filter(
    ([, member]) => memberOf(resolved(state.document, member), hidden) !== true,
  );
  if (shown.length === 0) return null;
  const written = shown.flatMap(([name, member]) =>
    state.left > 0 ? [[name, told(state, member, below)] as const] : [],
  );
  return Object.fromEntries(written);
}

function requiredOf(schema: OpenapiObject, properties: object): string[] {
  return listIn(schema, "required").filter(
    (name): name is string => typeof name === "string" && Object.hasOwn(properties, name),
  );
}

/** A schema is written out at each place that refers to it, and says the same of itself each time. */
const notes = new WeakMap<OpenapiObject, JsonSchema>();

function notesOf(schema: OpenapiObject): JsonSchema {
  const known = notes.get(schema) ?? notesFor(schema);
  notes.set(schema, known);
  return known;
}

function notesFor(schema: OpenapiObject): JsonSchema {
  const choices = listIn(schema, "enum")
    .filter((one): one is string | number => /^(string|number)$/.test(typeof one))
    .filter(isBrief)
    .slice(0, 100);
  const description = plainText(schema.description, 400);
  const [fallback, constant] = [memberOf(schema, "default"), memberOf(schema, "const")];
  const examples = [...listIn(schema, "examples"), memberOf(schema, "example")].filter(isBrief);
  const format = textIn(schema, "format");
  return {
    ...(description ? { description } : {}),
    ...(format ? { format: format.slice(0, 60) } : {}),
    ...(choices.length > 0 ? { enum: choices } : {}),
    ...(isBrief(constant) ? { const: constant } : {}),
    ...(isBrief(fallback) ? { default: fallback } : {}),
    ...(examples.length > 0 ? { examples } : {}),
    ...boundsOf(schema),
  };
}

function boundsOf(schema: OpenapiObject): JsonSchema {
  const names = ["minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems"] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const bound = memberOf(schema, name);
      return typeof bound === "number" ? [[name, bound]] : [];
    }),
  );
}

function isBrief(value: unknown): boolean {
  return value !== undefined && value !== null && JSON.stringify(value).length <= mostValue;
}

function kindsOf(schema: OpenapiObject): (typeof types)[number][] {
  const { type } = schema;
  const said: unknown[] = Array.isArray(type) ? type : [type];
  return types.filter((known) => said.includes(known));
}

/** 3.0 says that a value may be null beside its type, 3.1 among its types. */
function nullable(schema: OpenapiObject, whole: JsonSchema, kinds: readonly string[]): JsonSchema {
  const others = kinds.filter((kind) => kind !== "null");
  const isNull = (kinds.includes("null") && others.length > 0) || memberOf(schema, "nullable") === true;
  return isNull ? { anyOf: [whole, { type: "null" }] } : whole;
}

/** What has to fit all of several schemas. */
function merged(parts: readonly JsonSchema[]): JsonSchema {
  const whole: JsonSchema = Object.assign({}, ...parts) as JsonSchema;
  const properties = parts.flatMap((part) => Object.entries(part.properties ?? {}));
  if (properties.length === 0) return whole;
  const required = [...new Set(parts.flatMap((part) => part.required ?? []))];
  return { ...whole, type: "object", properties: Object.fromEntries(properties), required };
}
