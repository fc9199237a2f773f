import type { Role } from "@/lib/generated/prisma/enums";

/**
 * The shipped catalogue: the API products, plans, scopes, key formats and limits that a new deployment starts with, as data.
 * The product's own endpoints name what stands here. An operator adds to it at run time (docs/catalogue.md).
 */

/** Plans, cheapest first. A product that names no limits for a plan uses those of the nearest cheaper plan it names. */
export const plans = [
  { id: "free", label: "Free", tokensPerUser: 0, summary: "To try every product." },
  { id: "starter", label: "Starter", tokensPerUser: 1, summary: "Free limits and a first personal access token." },
  { id: "pro", label: "Pro", tokensPerUser: 3, summary: "For products in production." },
  { id: "business", label: "Business", tokensPerUser: 5, summary: "For teams with steady traffic." },
  { id: "lifetime", label: "Lifetime", tokensPerUser: 5, summary: "Business limits, paid once." },
  {
    id: "enterprise",
    label: "Enterprise",
    tokensPerUser: 20,
    summary: "Limits to measure; the values shown are defaults.",
  },
] as const satisfies readonly PlanDefinition[];

/** Products in the order in which pages list them. */
export const products = {
  account: {
    label: "Account",
    description: "Sign-in, users, personal access tokens and API key management.",
    basePaths: ["/api"],
    counts: "organization",
    headline: "minute",
    limits: { free: { perMinute: 100, burst: 100 } },
    scopes: [],
  },
  prompts: {
    label: "Prompts",
    description: "Prompts with immutable versions, reports and evaluations.",
    basePaths: ["/v1"],
    counts: "organization",
    headline: "minute",
    limits: {
      free: { perMinute: 60, burst: 10, perDay: 1_000 },
      pro: { perMinute: 300, burst: 50, perDay: 10_000 },
      business: { perMinute: 600, burst: 100, perDay: 50_000 },
      enterprise: { perMinute: 1_000, burst: 200, perDay: 100_000 },
    },
    keys: { production: "pr_live_", development: "pr_test_", randomLength: 32 },
    scopes: [
      { id: "prompts:read", description: "View prompts and their versions", access: "read" },
      { id: "prompts:write", description: "Create, update, and delete prompts", access: "write" },
      { id: "reports:read", description: "View generated reports", access: "read" },
      { id: "reports:write", description: "Generate and manage reports", access: "write" },
      { id: "evaluations:read", description: "View evaluation results", access: "read" },
      { id: "evaluations:write", description: "Run evaluations and manage datasets", access: "write" },
      { id: "webhooks:read", description: "View webhook configurations", access: "read" },
      { id: "webhooks:write", description: "Create and manage webhooks", access: "write", minimumRole: "admin" },
      { id: "organization:read", description: "View organization settings", access: "read" },
      {
        id: "organization:admin",
        description: "Manage organization and members",
        access: "admin",
        minimumRole: "admin",
      },
    ],
  },
  memory: {
    label: "Memory",
    description: "Memories with full-text search.",
    basePaths: ["/api/v1/memories", "/api/v1/intelligence", "/api/v1/webhooks"],
    counts: "organization",
    headline: "month",
    limits: {
      free: { perMinute: 10, burst: 20, perMonth: 1_000 },
      pro: { perMinute: 100, burst: 200, perMonth: 100_000 },
      enterprise: { perMinute: 1_000, burst: 2_000, perMonth: 10_000_000 },
    },
    keys: { production: "hb_prod_", development: "hb_dev_", randomLength: 36 },
    // Document 002 tells the steps of the form for new keys, and none of them chooses a product.
    offeredFirst: true,
    scopes: [
      { id: "read:memories", description: "Read memories and search", access: "read" },
      { id: "write:memories", description: "Create, update, delete memories", access: "write" },
      { id: "read:intelligence", description: "Access intelligence features", access: "read" },
      { id: "write:webhooks", description: "Manage webhooks", access: "write", minimumRole: "admin" },
    ],
  },
  tunnel: {
    label: "Tunnel",
    description: "Your own services behind the data plane; not limited here.",
    basePaths: ["/api/v1/keys", "/api/v1/forward-auth"],
    counts: "organization",
    headline: "minute",
    limits: {},
    keys: { production: "exp_k1_", randomLength: 40 },
    scopes: [],
  },
  /** Gateways and other servers that ask about the keys of all organizations; an instance admin makes their keys. */
  service: {
    label: "Trusted service",
    description: "Your gateways and servers, which verify the keys that callers send them.",
    basePaths: [],
    counts: "organization",
    headline: "minute",
    limits: {},
    keys: { production: "lk_svc_", randomLength: 40 },
    instanceAdminOnly: true,
    scopes: [
      { id: "keys:verify", description: "Verify the keys of every organization", access: "admin" },
      {
        id: "service:limits:read",
        description: "See what remains in the organization's limit namespaces",
        access: "admin",
      },
      {
        id: "service:limits:take",
        description: "Take, reserve and hold in the organization's limit namespaces",
        access: "admin",
      },
      { id: "service:usage:report", description: "Report the organization's usage events", access: "admin" },
    ],
  },
  /** What a company's own backend manages its products and customers with; made on a page of Administration alone. */
  management: {
    label: "Management",
    description: "The catalogue, customers and their keys, managed by your own backend.",
    basePaths: [],
    counts: "organization",
    headline: "minute",
    limits: {},
    keys: { production: "lk_mgmt_", randomLength: 40 },
    instanceAdminOnly: true,
    scopes: [
      { id: "manage:catalogue:read", description: "See the catalogue and its history", access: "read" },
      { id: "manage:catalogue:write", description: "Change products, scopes, plans and limits", access: "write" },
      { id: "manage:customers:read", description: "See customers", access: "read" },
      { id: "manage:customers:write", description: "Create, change, suspend and delete customers", access: "write" },
      { id: "manage:keys:read", description: "See the organization's API keys", access: "read" },
      { id: "manage:keys:write", description: "Create and revoke the organization's API keys", access: "write" },
      {
        id: "manage:limits:read",
        description: "See limit namespaces, and what remains of their limits",
        access: "read",
      },
      { id: "manage:limits:take", description: "Count on limit namespaces", access: "write" },
      {
        id: "manage:limits:write",
        description: "Create, change and delete limit namespaces, and reset",
        access: "write",
      },
      { id: "manage:portal:write", description: "Let customers into their portal, and end that", access: "write" },
      { id: "manage:usage:read", description: "See meters and what they counted", access: "read" },
      { id: "manage:usage:report", description: "Report usage events", access: "write" },
      { id: "manage:usage:write", description: "Create, change and delete meters", access: "write" },
    ],
  },
  /** Sign-in and register, counted by the client's address because the user is not known yet. */
  "sign-in": {
    label: "Sign-in",
    description: "Register and sign-in endpoints.",
    basePaths: [],
    counts: "address",
    headline: "minute",
    limits: { free: { perMinute: 10, burst: 10 } },
    scopes: [],
  },
  /** The authorization server, counted by address because a client is known only once its secret is checked. */
  oauth: {
    label: "OAuth",
    description: "The authorization server: authorize, token, introspection, revocation, keys and metadata.",
    basePaths: ["/oauth", "/.well-known"],
    counts: "address",
    headline: "minute",
    limits: { free: { perMinute: 600, burst: 200 } },
    scopes: [],
  },
  /** What people look at, counted by session, and by address where no one is signed in. */
  pages: {
    label: "Pages",
    description: "Views of this site's pages.",
    basePaths: [],
    counts: "session",
    headline: "minute",
    limits: { free: { perMinute: 600, burst: 300 } },
    scopes: [],
  },
  /** The dashboard's own requests, counted by session so that a page left open never eats an API's quota. */
  dashboard: {
    label: "Dashboard",
    description: "The dashboard's own requests.",
    basePaths: ["/api/dashboard"],
    counts: "session",
    headline: "minute",
    limits: { free: { perMinute: 600, burst: 120 } },
    scopes: [],
  },
  /** What a company's customers ask in their portal, counted by its session, and by address until there is one. */
  portal: {
    label: "Portal",
    description: "The customers' own portal.",
    basePaths: ["/portal/api"],
    counts: "session",
    headline: "minute",
    limits: { free: { perMinute: 300, burst: 60 } },
    scopes: [],
  },
} as const satisfies Record<string, ProductDefinition>;

/** Which error body a path answers with; the longest matching prefix decides. */
export const envelopes = [
  { prefix: "/", envelope: "nested" },
  { prefix: "/api/v1", envelope: "flat" },
  { prefix: "/auth", envelope: "flat" },
  { prefix: "/oauth", envelope: "oauth" },
] as const satisfies readonly { prefix: string; envelope: EnvelopeId }[];

/** Personal access tokens: prefix, then this many characters, the last six of them the checksum. */
export const personalAccessTokenFormat = { prefix: "hp_pat_", randomLength: 40 } as const;

export type ShippedPlanId = (typeof plans)[number]["id"];
export type ShippedProductId = keyof typeof products;
export type ShippedScopeId = (typeof products)[ShippedProductId]["scopes"][number]["id"];
/** `nested` is `{error:{code,message}}`, `flat` is `{success,errors,error,message,metadata}`, `oauth` is RFC 6749's. */
export type EnvelopeId = "nested" | "flat" | "oauth";

/** A window of any length; two of one length and kind count the same. */
export type NamedWindow = {
  name: string;
  limit: number;
  span: WindowSpan;
  /**
   * Of what time does not begin anew: when its owner does, in milliseconds since the epoch, and with how much; null where
   * that does not happen by itself. Absent for every other window.
   */
  next?: { atMs: number; limit: number } | null;
  /** Whose budget it is, where it is one. */
  budget?: WindowBudget;
};

/** An organization's budget as it is counted for one owner. */
export type WindowBudget = {
  id: string;
  organizationId: string;
  /** The organization, customer or line of keys whose use it counts. */
  owner: string;
  /** Percent of its amount that are told of. */
  thresholds: readonly number[];
  /** False: it tells, and denies nothing. */
  isHard: boolean;
  /** Whether it is the organization's own, and counts a key of one of its customers: they are told of it only where it denies. */
  isSuppliers?: boolean;
  /** Whether it is of the last so many days, and has no periods. */
  slides: boolean;
};

/** How a window cuts time into slices. */
export type WindowSpan = {
  /** Its length and kind, such as `10s`, or `~1h` where it slides. What it counts is kept under this. */
  id: string;
  /** Of one slice, in milliseconds; 0 for UTC calendar months. */
  sliceMs: number;
  /** How many slices count: one, or those that the window slides over. */
  slices: number;
};

/** The windows that a limit can have, whose counts are requests, and how many calls may run at once. */
export type PlanLimits = {
  /** Sustained rate. */
  perMinute: number;
  /** How many may come back to back. */
  burst: number;
  /** Per UTC day. */
  perDay?: number;
  /** Per UTC calendar month. */
  perMonth?: number;
  /** How many calls may run at once, of those that hold a slot while they do. */
  concurrency?: number;
  /** Beside these, each with counters of its own. */
  windows?: readonly NamedWindow[];
};

/** Limits without a rate: windows of an operator's own, which may be none where calls at once are bounded. */
export type OnlyWindows = { windows: readonly NamedWindow[]; concurrency?: number } & {
  [K in Exclude<keyof PlanLimits, "windows" | "concurrency">]?: undefined;
};

/** What a plan or a customer can have. */
export type AnyLimits = PlanLimits | OnlyWindows;

/** What a member of an organization may do in it, least first. */
export const roles = [
  { id: "member", label: "Member", summary: "Uses the products and manages keys of their own." },
  { id: "admin", label: "Admin", summary: "Also manages every key, webhooks, members and settings." },
  { id: "owner", label: "Owner", summary: "Also names other owners and deletes the organization." },
] as const satisfies readonly { id: Role; label: string; summary: string }[];

export type ScopeDefinition = {
  id: string;
  description: string;
  access: "read" | "write" | "admin";
  /** The least role that may use or grant it; every member may where none is named. */
  minimumRole?: Role;
  /** What its last part stands for, where keys can hold it for single ones: the id ends with `:*`, which is all of them. */
  resource?: string;
};

/** A named set of a product's scopes. Keys hold it by name. */
export type RoleDefinition = { id: string; label: string; description: string; scopes: readonly string[] };

/** Where callers may put their key: as a bearer token unless that is off, in a header, in one half of HTTP Basic, in a parameter. */
export type KeyPlaces = {
  bearer?: boolean | undefined;
  header?: string | undefined;
  basic?: "username" | "password" | undefined;
  query?: string | undefined;
};

/** An endpoint of a service behind the data plane, with the scope that it needs and what a request to it counts as. */
export type EndpointDefinition = {
  id: string;
  /** Any where absent. */
  method?: string | undefined;
  /** With parameters in braces, and `*` at the end for whatever follows. */
  path: string;
  scope?: string | undefined;
  cost?: number | undefined;
};

export type ProductDefinition = {
  label: string;
  description: string;
  /** Where the product's endpoints live; the longest match owns a path that no endpoint declares. */
  basePaths: readonly string[];
  /** Whose counter a request is counted on. */
  counts: "organization" | "address" | "session";
  /** The window that X-RateLimit-* describe while nothing is denied. */
  headline: "minute" | "month";
  /** Limits by plan; an empty table means unlimited. */
  limits: Partial<Record<string, AnyLimits>>;
  /**
   * Other limits by kind of credential and plan, with counters of their own: `{ "oauth-token": { pro: … } }`. The documents
   * publish one number for all kinds, so only an operator's document sets any.
   */
  limitsByCredential?: Partial<Record<string, Partial<Record<string, AnyLimits>>>>;
  /** Prefix by environment, and how many characters follow it (checksum included). Absent: the product has no keys. */
  keys?: { production: string; development?: string; randomLength: number };
  scopes: readonly ScopeDefinition[];
  roles?: readonly RoleDefinition[];
  /** Where callers of a service behind the data plane may put their key; absent: as a bearer token. */
  keysIn?: KeyPlaces;
  /** What requests to a service behind the data plane are told apart by. */
  endpoints?: readonly EndpointDefinition[];
  /** What the service behind the data plane says of its endpoints, 3.0 or 3.1: the reference shows it. */
  openapi?: Readonly<Record<string, unknown>>;
  /** The form for a new key begins with this product. */
  offeredFirst?: boolean;
  /** Left out of navigation, pricing and reference; what it serves goes on. */
  hidden?: boolean;
  /** Only instance admins may make keys of it. */
  instanceAdminOnly?: boolean;
};

/** What a deployment is called by its operator, and how it looks. */
export type Branding = {
  name: string;
  /** Six hexadecimal digits after `#`; absent: the product's own. */
  accent?: string;
  /** A data URL of an image; in a browser only that there is one. */
  logo?: string;
  /** The sender of mail; absent: what the settings say. */
  mailFrom?: string;
  links?: { [Name in "home" | "docs" | "support" | "terms" | "privacy"]?: string | undefined };
};

export type PlanDefinition = {
  id: string;
  label: string;
  tokensPerUser: number;
  summary: string;
  /** As the pricing page shows it. */
  price?: string;
};
