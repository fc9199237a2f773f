import { atPointer, isObject, type OpenapiDocument, resolved, type Say } from "./openapi-document";
import { type Place, placeBelow, placeOfAll, stepsTo } from "./openapi-place";

/** Members whose own members have names of the document's choosing. */
const named = new Set([
  "callbacks",
  "content",
  "definitions",
  "$defs",
  "encoding",
  "examples",
  "headers",
  "links",
  "parameters",
  "pathItems",
  "paths",
  "patternProperties",
  "properties",
  "requestBodies",
  "responses",
  "schemas",
  "securitySchemes",
  "webhooks",
]);
/** Members that hold data of any form, in which nothing is a reference. */
const data = new Set(["const", "default", "enum", "example", "value"]);

/**
 * Says which references do not name an object of the document itself. Nothing is fetched: an address of elsewhere would let
 * whoever holds it change what was checked. A schema may hold itself; a reference that leads to references alone may not.
 */
export function checkReferences(document: OpenapiDocument, say: Say): void {
  const open: { place: Place; hasNames: boolean }[] = [{ place: placeOfAll(document), hasNames: false }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { place, hasNames } = next;
    const { value } = place;
    if (isObject(value) && !hasNames && typeof value.$ref === "string") {
      const problem = problemOf(document, value, value.$ref);
      if (problem) say([...stepsTo(place), "$ref"], problem);
    }
    if (!isObject(value) && !Array.isArray(value)) continue;
    for (const [name, member] of Object.entries(value)) {
      if (!hasNames && (data.has(name) || name.startsWith("x-"))) continue;
      // A schema's examples are a list of data.
      if (name === "examples" && Array.isArray(member)) continue;
      const isNamed = !hasNames && isObject(member) && named.has(name);
      open.push({ place: placeBelow(place, name, member), hasNames: isNamed });
    }
  }
}

function problemOf(document: OpenapiDocument, holder: object, reference: string): string | null {
  if (!reference.startsWith("#/")) return "must begin with #/, because nothing is fetched from elsewhere";
  if (!isObject(atPointer(document, reference))) return `names nothing of the document: ${reference.slice(0, 100)}`;
  return resolved(document, holder) ? null : "leads to references in a circle";
}
