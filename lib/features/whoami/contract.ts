import { z } from "zod";
import { Environment } from "@/lib/generated/prisma/enums";
import { type Contract, defineContract } from "@/lib/http/contract";
import { Instant, Timestamp } from "@/lib/http/timestamp";

/** Kinds of bearer credentials. */
export const toldKinds = [
  "session-jwt",
  "pat",
  "user-key",
  "api-key",
  "external-jwt",
  "oauth-token",
  "management-key",
] as const;

/** What a credential is and may do, as it is told to whoever holds it: nothing that only its organization may know. */
export const Whoami = z.object({
  kind: z.enum(toldKinds),
  /** The key, token or session; of an OAuth token its app's client id, of a trusted issuer's the issuer. */
  id: z.string(),
  /** What a key, a personal access token or an OAuth app is called; null for what has no name. */
  name: z.string().nullable(),
  organization: z.object({ id: z.string(), name: z.string() }),
  /** The tenant as its clients know it: what a trusted issuer calls it, else the organization's id. */
  tenantId: z.string(),
  /** The user that it acts as; null for what acts for none. */
  user: z
    .object({
      id: z.string(),
      /** Null to OAuth tokens, whose apps learn of users what `userinfo` tells. */
      name: z.string().nullable(),
      email: z.string().nullable(),
      /** What they are in the organization. */
      role: z.string(),
    })
    .nullable(),
  /** Whose key it is, of the organization's customers. */
  customer: z.object({ id: z.string(), external_id: z.string() }).nullable(),
  environment: z.enum(Environment),
  /** What a key was made for; null for credentials of no single product. */
  product: z.string().nullable(),
  /** The products that a management key manages; null: all, or none of its business. */
  managed_products: z.array(z.string()).nullable(),
  /** Every scope that it holds now; of one that acts as a user what their role allows. */
  scopes: z.array(z.string()),
  /** The roles that a key holds whole. */
  roles: z.array(z.string()),
  /** The plan by which it counts on its product. */
  plan: z.string(),
  /** When it ends by itself or with what made it; null: not by itself. */
  expires_at: Timestamp.nullable(),
  /** What it counts on, with what remains after this request: those of its product, or of all that it can call. */
  limits: z.array(
    z.object({
      product: z.string(),
      window: z.string(),
      limit: z.number().int(),
      remaining: z.number().int(),
      resets_at: Instant,
    }),
  ),
  /** How many calls may run at once, of those that hold a slot while they do, and how many of them do now; nothing of products without such a limit. */
  concurrency: z.array(z.object({ product: z.string(), limit: z.number().int(), held: z.number().int() })),
  /** What is left of a key's credits, or of its customer's, whichever are fewer; null where none are counted. */
  credits: z.object({ remaining: z.number().int(), refills_at: Instant.nullable() }).nullable(),
});
export type Whoami = z.output<typeof Whoami>;

export const whoamiContract = defineContract({
  method: "GET",
  path: "/api/v1/whoami",
  product: "account",
  summary: "What the credential of this request is; whom it acts for, what it may do and what is left of its limits",
  allow: toldKinds,
  aboutCaller: true,
  success: { status: 200, body: z.object({ data: Whoami }), framed: true },
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [whoamiContract];
