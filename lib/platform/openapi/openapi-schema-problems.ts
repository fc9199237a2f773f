import { isObject, memberOf, type Say, type Steps } from "./openapi-document";

const types = ["array", "boolean", "integer", "null", "number", "object", "string"];

/** Says what of a schema, and of those that it holds, is none of JSON Schema as OpenAPI writes it. References are not followed. */
export function checkSchema(schema: unknown, at: Steps, say: Say): void {
  // 3.1 has schemas that take anything, or nothing.
  if (typeof schema === "boolean") return;
  if (!isObject(schema)) {
    say(at, "must be a schema");
    return;
  }
  if (typeof schema.$ref === "string") return;
  const { type, required, enum: choices } = schema;
  const said: unknown[] = Array.isArray(type) ? type : type === undefined ? [] : [type];
  if (!said.every((one) => types.some((known) => known === one)))
    say([...at, "type"], `must be of ${types.join(", ")}`);
  if (required !== undefined && !isListOfTexts(required)) say([...at, "required"], "must be a list of names");
  if (choices !== undefined && !(Array.isArray(choices) && choices.length > 0)) {
    say([...at, "enum"], "must be a list of at least one value");
  }
  for (const name of ["properties", "patternProperties", "$defs"]) {
    const members = memberOf(schema, name);
    if (members === undefined) continue;
    if (!isObject(members)) say([...at, name], "must be schemas by their names");
    else for (const [key, member] of Object.entries(members)) checkSchema(member, [...at, name, key], say);
  }
  for (const name of ["allOf", "anyOf", "oneOf", "prefixItems"]) {
    const members = memberOf(schema, name);
    if (members === undefined) continue;
    if (!Array.isArray(members)) say([...at, name], "must be a list of schemas");
    else for (const [place, member] of members.entries()) checkSchema(member, [...at, name, String(place)], say);
  }
  for (const name of ["items", "additionalProperties", "not"]) {
    const member = memberOf(schema, name);
    if (member !== undefined) checkSchema(member, [...at, name], say);
  }
}

export function isListOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
