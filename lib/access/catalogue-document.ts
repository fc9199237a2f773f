import { z } from "zod";
import { Role } from "@/lib/generated/prisma/enums";
import { holdsDeceptive, isVisible } from "@/lib/platform/name-text";
import { EndpointTemplate } from "./endpoint-template";
import { KeyPlaces } from "./key-places";
import { Concurrency, LimitCount } from "./limit-count";
import { WindowEntries } from "./window-entry";

const id = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,39}$/, "must be 2 to 40 lower-case letters, digits and hyphens")
  .meta({ examples: ["starter"] });
/** What has ids as names; the one that is none says how they are written. */
const byId = <Schema extends z.ZodType>(schema: Schema) =>
  z.record(id, schema, {
    error: ({ code }) =>
      code === "invalid_key" ? "must be 2 to 40 lower-case letters, digits and hyphens" : undefined,
  });
const text = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `must have at most ${most} characters`)
    .refine((value) => !holdsDeceptive(value), "must not hold line breaks, control or invisible characters");
const label = text(60).refine(isVisible, "must show something");
const prefix = z
  .string()
  .max(20, "must have at most 20 characters")
  .regex(/^[a-z][a-z0-9]*(_[a-z0-9]+)*_$/, "must be lower-case letters and digits in parts that each end with _");

/** Limits as documents and requests write them. */
export const Limits = z
  .strictObject({
    per_minute: LimitCount.optional().describe("Sustained rate"),
    burst: LimitCount.optional().describe("How many may come back to back"),
    per_day: LimitCount.optional().describe("Per UTC day"),
    per_month: LimitCount.optional().describe("Per UTC calendar month"),
    windows: WindowEntries.optional().describe("More windows, of any length; alone they need no rate"),
    concurrency: Concurrency.optional().describe(
      "How many calls may run at once, of those that hold a slot; alone it needs no rate",
    ),
  })
  .superRefine(requireWhole)
  .meta({ examples: [{ per_minute: 60, burst: 10 }] });

type SaidLimits = Partial<Record<"per_minute" | "burst" | "per_day" | "per_month", number | undefined>> & {
  windows?: unknown;
  concurrency?: number | undefined;
};

/** A rate is said with its burst, and left out only beside windows or concurrency. */
function requireWhole({ windows, concurrency, ...rate }: SaidLimits, context: z.RefinementCtx): void {
  const isRate = Object.values(rate).some((value) => value !== undefined);
  if (!isRate && (windows !== undefined || concurrency !== undefined)) return;
  for (const member of ["per_minute", "burst"] as const) {
    if (rate[member] !== undefined) continue;
    const message = isRate ? "is required with the others" : "is required, or windows or concurrency";
    context.addIssue({ code: "custom", path: [member], message });
  }
}

/** What can be counted apart: whatever a service behind Latchkey may be shown. */
const CountedKind = z.enum(["api-key", "user-key", "pat", "oauth-token", "external-jwt", "session-jwt"]);

const Scope = z.strictObject({
  id: z
    .string()
    .max(60, "must have at most 60 characters")
    .regex(
      /^(?!role:)[a-z][a-z0-9_.-]*(:[a-z0-9_.-]+)+(:\{[a-z][a-z0-9_]*\})?$/,
      "must be parts of lower-case letters and digits, joined by colons and none of them first called role; the last may be a resource such as {album}",
    ),
  description: text(200),
  access: z.enum(["read", "write", "admin"]).optional(),
  minimum_role: z
    .enum(Role)
    .optional()
    .describe("The least role in an organization that may use or grant it; every member may where none is named"),
});

const ScopeRole = z.strictObject({
  id,
  label: label.optional(),
  description: text(200).optional(),
  /** Of the product; of those with resources all (`images:read:*`) or one (`images:read:summer`). */
  scopes: z
    .array(z.string().max(200, "must have at most 200 characters"))
    .min(1, "must name at least one scope")
    .max(200),
});

const Keys = z.strictObject({
  production: prefix,
  development: prefix.optional(),
  length: z
    .number()
    .int()
    .min(28, "must be at least 28")
    .max(64, "must be at most 64")
    .optional()
    .describe("How many characters follow the prefix, six of them a checksum"),
});

/** An OpenAPI document by its form alone; what else keeps it from being shown, `openapiProblems` says of the whole. */
export const OpenapiEntry = z.record(z.string(), z.unknown()).meta({
  examples: [
    {
      openapi: "3.1.0",
      info: { title: "Images", version: "1.0" },
      paths: { "/v1/albums": { get: { summary: "List albums", responses: { 200: { description: "The albums" } } } } },
    },
  ],
});

const Product = z.strictObject({
  label: label.optional(),
  description: text(300).optional(),
  hidden: z.boolean().optional().describe("Left out of navigation, pricing and reference; what it serves goes on"),
  keys: Keys.optional().describe("A product of your own alone: how its keys begin"),
  scopes: z.array(Scope).max(200).optional().describe("A product of your own alone"),
  roles: z.array(ScopeRole).max(100).optional().describe("Named sets of scopes that keys can hold by name"),
  keys_in: KeyPlaces.optional().describe(
    "A product of your own alone: where callers may put their key; as a bearer token alone where absent",
  ),
  endpoints: z
    .array(EndpointTemplate)
    .max(500)
    .optional()
    .describe("A product of your own alone: what its requests are told apart by in scopes, costs and usage"),
  openapi: OpenapiEntry.optional().describe(
    "A product of your own alone: the OpenAPI document (3.0 or 3.1) of its endpoints, which the reference shows",
  ),
  limits: byId(Limits)
    .optional()
    .describe(
      "By plan. A plan that is not named takes those of the nearest cheaper one; without any the product is unlimited",
    ),
  limits_by_credential: z
    .partialRecord(CountedKind, byId(Limits))
    .optional()
    .describe("Other limits for one kind of credential, by plan, counted together and apart from all others"),
});

const Plan = z.strictObject({
  id,
  label,
  summary: text(200).optional(),
  price: text(60).optional().describe("As the pricing page shows it"),
  tokens_per_user: z.number().int().min(0).max(1_000).optional().describe("Personal access tokens of each user"),
});

const link = z
  .string()
  .max(300, "must have at most 300 characters")
  .regex(/^https:\/\/[^\s\p{Cc}"'<>\\]+$/u, "must begin with https://");

/** How a deployment looks and is called, for people. */
const Branding = z.strictObject({
  name: label.optional().describe("In place of the product's own name, on pages and in mails"),
  logo: z
    .string()
    .max(44_000, "must be at most 32 KB")
    .regex(
      /^data:image\/(svg\+xml|png);base64,[A-Za-z0-9+/]+={0,2}$/,
      "must be data:image/svg+xml;base64,… or data:image/png;base64,…",
    )
    .optional()
    .describe("An image, square at best, as a data URL of at most 32 KB"),
  accent: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, "must be a colour such as #0b6e78")
    .optional()
    .describe("Lightened and darkened for each theme as far as its contrast needs"),
  mail_from: z
    .string()
    .max(300, "must have at most 300 characters")
    .regex(/^[^\p{Cc}]*[^\s@<>]@[^\s@<>]+>?$/u, "must be an address, or a name with <address>")
    .optional()
    .describe("The sender of mail, in place of MAIL_FROM"),
  links: z
    .strictObject({
      home: link.optional(),
      docs: link.optional(),
      support: z
        .union([link, z.string().regex(/^mailto:[^\s\p{Cc}<>"']+$/u)], "must begin with https:// or mailto:")
        .optional(),
      terms: link.optional(),
      privacy: link.optional(),
    })
    .optional(),
});

/**
 * What an operator says of the catalogue: products of their own, and what is different of those that are shipped. It is the
 * form of `latchkey.yaml` and of the API.
 */
export const CatalogueDocument = z.strictObject({
  version: z.literal(1).default(1),
  plans: z.array(Plan).min(1).max(40).optional().describe("All plans, cheapest first; absent: those that are shipped"),
  products: byId(Product).optional(),
  branding: Branding.optional()
    .describe("How the deployment is called and looks")
    .meta({ examples: [{ name: "Acme", accent: "#0b6e78", links: { docs: "https://acme.example/docs" } }] }),
});
export type CatalogueDocument = z.output<typeof CatalogueDocument>;
export type ProductEntry = z.output<typeof Product>;
export type LimitsEntry = z.output<typeof Limits>;
