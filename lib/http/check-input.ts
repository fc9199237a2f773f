import type { z } from "zod";
import { ApiError, type Problem } from "./api-error";
import { inputWords } from "./input-words";

/** Enough to mend a request by; a body of a thousand unknown fields is not answered with all of them. */
const maxProblems = 20;

const inOurWords = { error: inputWords };

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
 * A null that a member does not take means the same as leaving the member out (contract section 11). One that it takes
 * stays, as where it clears a value. An item of a list is no member, nor is an entry of a record: that is the caller's
 * own data.
 */
function parseWithoutNulls(schema: z.ZodType, value: unknown): ReturnType<z.ZodType["safeParse"]> {
  const parsed = schema.safeParse(value, inOurWords);
  if (parsed.success || !parsed.error.issues.some(({ path }) => isNullMember(schema, value, path))) return parsed;
  // One copy for all of them: a body may hold tens of thousands.
  const rest = structuredClone(value);
  let again: typeof parsed | ReturnType<z.ZodType["safeParse"]> = parsed;
  for (let pass = 0; !again.success && pass < mostPasses; pass++) {
    const left = again.error.issues.filter(({ path }) => isNullMember(schema, rest, path));
    if (left.length === 0) return again;
    for (const { path } of left) leaveOut(rest, path);
    again = schema.safeParse(rest, inOurWords);
  }
  return again;
}

/** A schema tells of all that is wrong at once, but of what a union or a refinement says only after the rest is right. */
const mostPasses = 5;

function isNullMember(schema: z.core.$ZodType, value: unknown, path: readonly PropertyKey[]): boolean {
  const holder = path.slice(0, -1).reduce<unknown>(memberOf, value);
  const name = path.at(-1);
  return name !== undefined && !Array.isArray(holder) && memberOf(holder, name) === null && names(schema, path);
}

function memberOf(holder: unknown, name: PropertyKey): unknown {
  return typeof holder === "object" && holder !== null && Object.hasOwn(holder, name)
    ? Reflect.get(holder, name)
    : undefined;
}

function leaveOut(value: unknown, path: readonly PropertyKey[]): void {
  const holder = path.slice(0, -1).reduce<unknown>(memberOf, value);
  const name = path.at(-1);
  if (typeof holder === "object" && holder !== null && name !== undefined) Reflect.deleteProperty(holder, name);
}

/** The parts of zod's definitions that lead from a schema to those inside it. */
type Definition = {
  type: string;
  shape?: Readonly<Record<string, z.core.$ZodType>>;
  element?: z.core.$ZodType;
  innerType?: z.core.$ZodType;
  in?: z.core.$ZodType;
  options?: readonly z.core.$ZodType[];
};

/** Whether a schema declares the member at a path by its name. */
function names(schema: z.core.$ZodType, path: readonly PropertyKey[]): boolean {
  const [name, ...rest] = path;
  if (name === undefined) return true;
  const { type, shape, element, innerType, options, ...others } = schema._zod.def as Definition;
  if (options) return options.some((option) => names(option, path));
  const inner = innerType ?? others.in;
  if (inner) return names(inner, path);
  const member = type === "array" ? element : shape && Object.hasOwn(shape, name) ? shape[String(name)] : undefined;
  return member !== undefined && names(member, rest);
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code !== "unrecognized_keys") return [{ path: issue.path.join("."), message: issue.message }];
  return issue.keys.map((key) => ({ path: [...issue.path, key].join("."), message: "unknown field" }));
}
