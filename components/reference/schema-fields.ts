import { type JsonSchema, withoutNull } from "@/lib/http/json-schema";

/** One line of a schema table; nested fields carry their path, as `data[].name`. */
export type SchemaField = { path: string; type: string; required: boolean; notes: readonly string[] };

/** Every field of an object schema in its own order, parents before what they hold. */
export function schemaFields(schema: JsonSchema, prefix = ""): SchemaField[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    const field = { path, type: typeText(property), required: required.has(name), notes: notesOf(property) };
    return [field, ...nestedFields(property, path)];
  });
}

function nestedFields(property: JsonSchema, path: string): SchemaField[] {
  const { schema } = withoutNull(property);
  if (schema.properties) return schemaFields(schema, `${path}.`);
  if (schema.items?.properties) return schemaFields(schema.items, `${path}[].`);
  return [];
}

function typeText(property: JsonSchema): string {
  const { schema, nullable } = withoutNull(property);
  return nullable ? `${plainType(schema)} or null` : plainType(schema);
}

function plainType(schema: JsonSchema): string {
  if (schema.anyOf) return schema.anyOf.map(plainType).join(" or ");
  if (schema.enum) return "string";
  if (schema.const !== undefined) return typeof schema.const;
  if (schema.type === "array") return `array of ${plural(plainType(schema.items ?? {}))}`;
  return schema.format === "date-time" ? "date and time" : (schema.type ?? "any");
}

function plural(type: string): string {
  return type === "any" ? "anything" : `${type}s`;
}

/** Zod states the bounds of a safe integer on every integer; they say nothing to a reader. */
function isStated(bound: number | undefined): bound is number {
  return bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
}

const count = new Intl.NumberFormat("en");

function notesOf(property: JsonSchema): string[] {
  const { schema } = withoutNull(property);
  const choices = schema.enum ?? schema.items?.enum;
  return [
    property.description ?? schema.description,
    choices && `one of ${choices.join(", ")}`,
    schema.const !== undefined && `always ${JSON.stringify(schema.const)}`,
    schema.format === "email" && "an email address",
    rangeText(schema.minLength, schema.maxLength, "characters"),
    rangeText(schema.minItems, schema.maxItems, "entries"),
    rangeText(schema.minimum, schema.maximum, ""),
    property.default !== undefined && `default ${JSON.stringify(property.default)}`,
  ].filter((note): note is string => typeof note === "string");
}

function rangeText(least: number | undefined, most: number | undefined, unit: string): string | undefined {
  const words = (text: string) => `${text} ${unit}`.trim();
  if (isStated(least) && isStated(most)) return words(`${count.format(least)} to ${count.format(most)}`);
  if (isStated(most)) return words(`at most ${count.format(most)}`);
  if (isStated(least)) return words(`at least ${count.format(least)}`);
}
