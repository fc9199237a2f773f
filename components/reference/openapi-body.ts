import type { JsonSchema } from "@/lib/http/json-schema";
import { exampleOf } from "@/lib/http/schema-example";
import { memberOf, type OpenapiDocument, objectIn, resolved } from "@/lib/platform/openapi/openapi-document";
import { type Way, writtenOut } from "./openapi-schema";
import { type SchemaField, schemaFields } from "./schema-fields";

/** A body of a request or an answer: its media type, its fields, and a value of it where it is JSON. */
export type DescribedBody = { media: string; schema: JsonSchema; fields: readonly SchemaField[]; example: unknown };

/** The longest example that a page shows, as JSON; a longer one gives way to one that its schema makes. */
const mostExample = 8_000;

/** The body that holder's `content` tells of, JSON before anything else; null where there is none. */
export function bodyOf(document: OpenapiDocument, holder: unknown, way: Way): DescribedBody | null {
  const content = objectIn(holder, "content");
  const all = Object.keys(content);
  const media = all.find(isJson) ?? all[0];
  if (media === undefined) return null;
  const said = memberOf(content, media);
  const schema = writtenOut(document, memberOf(said, "schema"), way);
  const example = isJson(media) ? exampleIn(document, said, schema, way) : undefined;
  return { media: media.slice(0, 80), schema, fields: fieldsOf(schema), example };
}

export function isJson(media: string): boolean {
  return /^application\/([a-z0-9.+-]+\+)?json(;|$)/i.test(media);
}

function exampleIn(document: OpenapiDocument, media: unknown, schema: JsonSchema, way: Way): unknown {
  const named = Object.values(objectIn(media, "examples")).map((one) => memberOf(resolved(document, one), "value"));
  const said = [memberOf(media, "example"), ...named].find(
    (value) => value !== undefined && JSON.stringify(value).length <= mostExample,
  );
  if (said !== undefined) return said;
  const made = exampleOf(schema, { minimal: way === "input" });
  return made !== undefined && JSON.stringify(made).length <= mostExample ? made : undefined;
}

/** The fields of what a body holds at its top: an object's members, or those of what a list holds. */
function fieldsOf(schema: JsonSchema): SchemaField[] {
  if (schema.properties) return schemaFields(schema);
  if (schema.items?.properties) return schemaFields(schema.items, "[].");
  const [choice] = schema.anyOf ?? [];
  return choice ? fieldsOf(choice) : [];
}
