import type { z } from "zod";
import { ApiError, type Problem } from "./api-error";

/** Enough to mend a request by; a body of a thousand unknown fields is not answered with all of them. */
const maxProblems = 20;

/** Parses with a contract's schema; throws a validation error that names every field that is wrong. */
export function checkInput(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const parsed = parseWithoutNulls(schema, value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap(problemsOf).slice(0, maxProblems);
  const [first] = problems;
  const message = first?.path ? `${first.path}: ${first.message}` : (first?.message ?? "The request is not valid");
  throw new ApiError("validation", message, { problems });
}

/**
 * A null that a member does not take means the same as leaving the member out (contract section 11); one that it takes, as
 * where it clears a value, stays. An item of a list is no member.
 */
function parseWithoutNulls(schema: z.ZodType, value: unknown): ReturnType<z.ZodType["safeParse"]> {
  let parsed = schema.safeParse(value);
  for (let given = value; !parsed.success; parsed = schema.safeParse(given)) {
    const rest = parsed.error.issues.reduce((body, { path }) => withoutNull(body, path), given);
    // Nothing was left out any more: what is wrong is wrong for another reason.
    if (rest === given) return parsed;
    given = rest;
  }
  return parsed;
}

/** A copy without the member at a path where that is null, else the value itself. */
function withoutNull(value: unknown, path: readonly PropertyKey[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined || typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return value;
  const inner: unknown = Reflect.get(value, key);
  if (rest.length === 0) return inner === null && !Array.isArray(value) ? omit(value, key) : value;
  const changed = withoutNull(inner, rest);
  if (changed === inner) return value;
  if (!Array.isArray(value)) return { ...value, [key]: changed };
  return value.map((item, index) => (index === key ? changed : item));
}

function omit(value: object, key: PropertyKey): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.join(".");
  if (issue.code === "invalid_type" && issue.message.endsWith("received undefined")) {
    return [{ path, message: "is required" }];
  }
  if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({ path: [...issue.path, key].join("."), message: "unknown field" }));
}
