import { z } from "zod";
import { catalogueIdsOf } from "./catalogue-id";

/** The part of JSON Schema that our contracts use. */
export type JsonSchema = {
  type?: "object" | "array" | "string" | "number" | "integer" | "boolean" | "null";
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  enum?: (string | number)[];
  const?: unknown;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  description?: string;
  default?: unknown;
  examples?: unknown[];
};

/** A contract's schema as JSON Schema: what is sent ("input") or what is answered ("output"); `name` says how ids of the catalogue are told. */
export function jsonSchemaOf(schema: z.ZodType, io: "input" | "output", name: typeof nameIds = nameIds): JsonSchema {
  return withOneForm(z.toJSONSchema(schema, { io, unrepresentable: "any", override: name })) as JsonSchema;
}

/** Alternatives are always `anyOf`, which zod also writes as `oneOf`, or as a list of types. */
function withOneForm(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema), (_, value: unknown) => {
    if (typeof value !== "object" || value === null) return value;
    const { oneOf, ...rest } = value as { oneOf?: unknown };
    if (Array.isArray(oneOf)) return { ...rest, anyOf: oneOf };
    const { type, ...others } = value as { type?: unknown };
    return Array.isArray(type) ? { ...others, anyOf: type.map((one: unknown) => ({ type: one })) } : value;
  });
}

/** A schema of ids of the catalogue tells those that it takes now. */
export function nameIds({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodType;
  jsonSchema: { enum?: unknown[] };
}): void {
  const ids = catalogueIdsOf(zodSchema);
  if (ids) jsonSchema.enum = [...ids];
}

/** The `format` of ids of which an operator's catalogue has more than those that a schema tells. */
export const openIds = "catalogue-id";

/** The same, for what is written once for every catalogue. */
export function nameOpenIds(context: Parameters<typeof nameIds>[0] & { jsonSchema: { format?: string } }): void {
  nameIds(context);
  if (catalogueIdsOf(context.zodSchema)) context.jsonSchema.format = openIds;
}

/** The schema without `null`, and whether `null` was among its alternatives. */
export function withoutNull(schema: JsonSchema): { schema: JsonSchema; nullable: boolean } {
  const rest = schema.anyOf?.filter((option) => option.type !== "null");
  if (!rest || rest.length === schema.anyOf?.length) return { schema, nullable: false };
  const [only] = rest;
  return { schema: rest.length === 1 && only ? only : { ...schema, anyOf: rest }, nullable: true };
}
