import { z } from "zod";

export const endpointMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** A text without a percent sign, dot segment or anything else that routers read in more than one way. */
const literal = /^(?!\.{1,2}$)[A-Za-z0-9._~!$&'()+,=:@-]+$/;
const parameter = /^\{[A-Za-z_][A-Za-z0-9_]*\}$/;
const mostSegments = 20;

/** The parts of a template's path; `null` stands for a parameter, and `*`, last, for whatever follows. */
export function partsOf(path: string): (string | null)[] {
  const parts = path.split("/").slice(1);
  const named = parts.at(-1) === "" ? parts.slice(0, -1) : parts;
  return named.map((part) => (parameter.test(part) ? null : part));
}

function isTemplate(path: string): boolean {
  if (!path.startsWith("/")) return false;
  const parts = partsOf(path);
  const fixed = parts.at(-1) === "*" ? parts.slice(0, -1) : parts;
  return parts.length <= mostSegments && fixed.every((part) => part === null || literal.test(part));
}

/** An endpoint of an operator's own API, by which requests are told apart in scopes, costs and usage. */
export const EndpointTemplate = z.strictObject({
  /** How usage calls it. */
  id: z
    .string()
    .regex(/^[a-z][a-z0-9._-]{0,59}$/, "must be 1 to 60 lower-case letters, digits, dots, hyphens and underscores"),
  /** Any method where absent. */
  method: z.enum(endpointMethods).optional(),
  path: z
    .string()
    .max(200, "must have at most 200 characters")
    .refine(isTemplate, "must be parts such as /albums/{album}/images, with * for whatever follows at the end alone"),
  /** What a caller must hold, beside what the question asks for. */
  scope: z.string().optional(),
  /** How many requests it counts as where the question does not say; 1 where absent. */
  cost: z.number().int().min(1, "must be at least 1").max(1_000, "must be at most 1,000").optional(),
});

/** What two templates have in common that no request can tell apart. */
export function shapeOf({ method, path }: { method?: string | undefined; path: string }): string {
  return `${method ?? "any method"} /${partsOf(path)
    .map((part) => part ?? "{}")
    .join("/")}`;
}
