import { keepsBounds } from "./openapi-bounds";
import { isObject, memberOf, objectIn, type Say, type Steps, textIn } from "./openapi-document";
import { checkPaths, checkSecurity, checkServers } from "./openapi-operation-problems";
import { checkReferences } from "./openapi-references";
import { checkSchema } from "./openapi-schema-problems";

/** Something in a document that cannot be shown, and where. */
export type OpenapiProblem = { at: Steps; message: string };

/** Who mends these sees the next. */
const mostProblems = 20;

/**
 * What keeps a value from being an OpenAPI document, 3.0 or 3.1, that a reference can be made of; none where it is one. It
 * may have 1 MB, 64 levels and 500 operations, and refers to nothing outside of itself.
 */
export function openapiProblems(value: unknown): OpenapiProblem[] {
  const problems: OpenapiProblem[] = [];
  const say: Say = (at, message) => {
    if (problems.length < mostProblems) problems.push({ at, message });
  };
  if (!isObject(value)) return [{ at: [], message: "must be an OpenAPI document" }];
  if (!keepsBounds(value, say)) return problems;
  if (!/^3\.[01]\.\d{1,3}$/.test(textIn(value, "openapi") ?? "")) say(["openapi"], "must be 3.0 or 3.1, such as 3.1.0");
  for (const member of ["title", "version"]) {
    if (!textIn(memberOf(value, "info"), member)) say(["info", member], "is required");
  }
  checkReferences(value, say);
  // What follows goes by references.
  if (problems.length > 0) return problems;
  checkServers(value, [], say);
  checkSecurity(value, [], say);
  checkPaths(value, say);
  for (const [name, schema] of Object.entries(objectIn(memberOf(value, "components"), "schemas"))) {
    checkSchema(schema, ["components", "schemas", name], say);
  }
  return problems;
}
