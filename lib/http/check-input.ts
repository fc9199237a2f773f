import type { z } from "zod";
import { ApiError, type Problem } from "./api-error";

/** Enough to mend a request by; a body of a thousand unknown fields is not answered with all of them. */
const maxProblems = 20;

/** Parses with a contract's schema; throws a validation error that names every field that is wrong. */
export function checkInput(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap(problemsOf).slice(0, maxProblems);
  const [first] = problems;
  const message = first?.path ? `${first.path}: ${first.message}` : (first?.message ?? "The request is not valid");
  throw new ApiError("validation", message, { problems });
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.join(".");
  if (issue.code === "invalid_type" && issue.message.endsWith("received undefined")) {
    return [{ path, message: "is required" }];
  }
  if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({ path: [...issue.path, key].join("."), message: "unknown field" }));
}
