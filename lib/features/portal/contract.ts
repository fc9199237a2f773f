import { z } from "zod";
import { isScopeId, productOf, productOfScope, scopeIds } from "@/lib/access/catalogue";
import { type PortalPart, portalParts } from "@/lib/access/portal-terms";
import { Environment } from "@/lib/generated/prisma/enums";
import { decidedBy, seenBy } from "@/lib/http/administered";
import { catalogueId } from "@/lib/http/catalogue-id";
import { type Contract, defineContract } from "@/lib/http/contract";
import { ExternalId } from "@/lib/http/external-id";
import { Instant } from "@/lib/http/timestamp";

/** How long a link to a portal is good, in seconds. */
export const portalLinkSeconds = 600;

/** What the parts of a portal are called to who makes one. */
export const portalPartLabels: Record<PortalPart, string> = {
  keys: "Their API keys",
  usage: "Their usage",
  limits: "Their limits",
  webhooks: "Their webhooks",
};

/** Where keys may have this scope at all: of products whose keys anybody may make. */
function isForCustomers(scope: string): boolean {
  return isScopeId(scope) && !productOf(productOfScope(scope)).instanceAdminOnly;
}

const Shows = z.array(z.enum(portalParts)).min(1, "must name at least one part").max(portalParts.length);

/** An origin as browsers name it, such as `https://app.example.com`; `http` on this machine alone. */
const PageOrigin = z
  .url()
  .max(300)
  .refine(
    (text) => URL.canParse(text) && new URL(text).origin === text && !text.includes("*") && mayEmbed(new URL(text)),
    {
      error: "must be an origin such as https://app.example.com; http on this machine alone",
    },
  );

function mayEmbed({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname));
}

/** How long a portal within the company's page lasts at most, in seconds: its token is in the hands of that page. */
export const longestEmbedSeconds = 3_600;

const PortalWish = z.strictObject({
  external_id: ExternalId,
  /** Where the way back leads: of an origin that the branding's links or REDIRECT_ORIGINS name. */
  return_url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
  /** The parts that the portal has. */
  shows: Shows.default([...portalParts]),
  /** What keys that the customer makes there may hold; without any they make none. */
  scopes: z
    .array(catalogueId(() => scopeIds().filter(isForCustomers), isForCustomers))
    .max(50)
    .default([]),
  /** How many live keys the customer may have for another one to be made. */
  max_keys: z.number().int().min(1).max(100).default(20),
  /** How long the portal stays open once the link was opened, in seconds. */
  ttl: z.number().int().min(300).max(28_800).default(3_600),
  /** A token for the component in the company's own page, in place of a link; with that page's `origin`. */
  embed: z.literal(true).optional(),
  origin: PageOrigin.optional(),
});

export const NewPortalSession = PortalWish.refine(({ embed, origin }) => (embed === true) === (origin !== undefined), {
  path: ["origin"],
  error: "names the page that `embed` is for",
}).refine(({ embed, ttl }) => embed === undefined || ttl <= longestEmbedSeconds, {
  path: ["ttl"],
  error: `is at most ${longestEmbedSeconds.toLocaleString("en")} with \`embed\``,
});
export type NewPortalSession = z.output<typeof NewPortalSession>;

export const CreatedPortalSession = z.object({
  data: z.object({
    id: z.string(),
    /** Opens the portal once, in one browser; null with `embed`. */
    url: z.string().nullable(),
    /** With `embed`: what the component in the company's page shows, good from its `origin` alone. */
    token: z.string().nullable(),
    origin: z.string().nullable(),
    /** Until when the link or the token is good. */
    link_expires_at: Instant,
    customer: z.object({ id: z.string(), external_id: z.string(), name: z.string() }),
    return_url: z.string().nullable(),
    shows: Shows,
    scopes: z.array(z.string()),
    max_keys: z.number().int(),
    ttl: z.number().int(),
  }),
});
export type CreatedPortalSession = z.output<typeof CreatedPortalSession>;

const path = "/api/v1/portal/sessions";

export const createPortalSessionContract = defineContract({
  ...decidedBy("manage:portal:write"),
  dashboard: true,
  method: "POST",
  path,
  refuses: [404, 409],
  summary: "Make a link that lets a customer into their portal, once",
  body: NewPortalSession,
  success: { status: 201, body: CreatedPortalSession, framed: true, secret: true },
});

export const endPortalSessionContract = defineContract({
  ...seenBy("manage:portal:write"),
  method: "DELETE",
  path: `${path}/{id}`,
  summary: "Close a customer's portal, or withdraw the link to it",
  params: z.object({ id: z.string() }),
  success: { status: 204 },
});

/** What every endpoint of a portal's pages has in common. */
const ofPortal = { product: "portal", audience: "portal" } as const;

export const openPortalContract = defineContract({
  ...ofPortal,
  method: "POST",
  path: "/portal/api/session",
  refuses: [404, 409],
  summary: "Open a portal with the token of its link, which is good once",
  allow: ["anonymous"],
  body: z.strictObject({
    token: z.string().min(1).max(200),
    /** Closes another customer's portal to this browser, which is a 409 otherwise. */
    replace: z.literal(true).optional(),
  }),
  success: { status: 204 },
});

export const PortalSession = z.object({
  customer: z.object({ external_id: z.string(), name: z.string() }),
  shows: Shows,
  return_url: z.string().nullable(),
  ends_at: Instant,
  max_keys: z.number().int(),
  /** What keys can be made of, by product; empty: none. */
  products: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      environments: z.array(z.enum(Environment)),
      scopes: z.array(z.object({ id: z.string(), description: z.string() })),
    }),
  ),
});
export type PortalSession = z.output<typeof PortalSession>;

export const portalSessionContract = defineContract({
  ...ofPortal,
  method: "GET",
  path: "/portal/api/session",
  summary: "Whose portal it is, what it shows and until when",
  allow: ["portal-session"],
  embedded: true,
  success: { status: 200, body: z.object({ data: PortalSession }) },
});

export const leavePortalContract = defineContract({
  ...ofPortal,
  method: "DELETE",
  path: "/portal/api/session",
  summary: "Close the portal",
  allow: ["portal-session"],
  success: { status: 204 },
});

/** What is served of portals: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  createPortalSessionContract,
  endPortalSessionContract,
  openPortalContract,
  portalSessionContract,
  leavePortalContract,
];
