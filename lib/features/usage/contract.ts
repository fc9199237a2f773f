import { z } from "zod";
import { productIds, productOf } from "@/lib/access/catalogue";
import { statusClasses } from "@/lib/access/usage-event";
import { Environment, WatchedCredential } from "@/lib/generated/prisma/enums";
import { catalogueId } from "@/lib/http/catalogue-id";
import { type Contract, defineContract, v1Callers } from "@/lib/http/contract";
import { defineDashboardContract } from "@/lib/http/define-dashboard-contract";
import { ExternalId } from "@/lib/http/external-id";
import { RangeEnd, RangeStart } from "@/lib/http/moment";
import { RecentRequest } from "@/lib/http/recent-request";
import { Instant } from "@/lib/http/timestamp";
import { isInOrder, outOfOrder } from "@/lib/platform/span-order";
import { isTimeZone } from "@/lib/platform/time-zones";

const Count = z.number().int();

/** Ranges that end now: the first is drawn by the minute, the next two by the hour, then by the day, the last by the month. */
export const usageRanges = ["1h", "24h", "7d", "30d", "90d", "12mo"] as const;
export type UsageRange = (typeof usageRanges)[number];

/** What an address or a request without a range shows. */
export const defaultUsageRange = "30d" satisfies UsageRange;

/** What requests are told apart by. */
export const usageDimensions = [
  "status",
  "credential",
  "customer",
  "endpoint",
  "product",
  "environment",
  "kind",
  "tag",
] as const;
export type UsageDimension = (typeof usageDimensions)[number];

const valueNames: Partial<Record<UsageDimension, Record<string, string>>> = {
  environment: { production: "Production", development: "Development" },
  kind: { api_key: "API keys", token: "Personal access tokens", oauth_app: "OAuth apps", session: "Sessions" },
  status: {
    "2xx": "Succeeded (2xx)",
    "3xx": "Redirected (3xx)",
    "4xx": "Client errors (4xx)",
    "429": "Rate limited (429)",
    "5xx": "Server errors (5xx)",
  },
};

/** What people call a value of a dimension; the value itself where it has no other name. */
export function nameOfValue(dimension: UsageDimension, value: string): string {
  if (dimension === "product") return productIds().includes(value) ? productOf(value).label : value;
  return valueNames[dimension]?.[value] ?? value;
}

/** Classes of statuses in their order; the options of a schema put what reads as a number first. */
export const usageStatuses = statusClasses;

/** Sizes of a bucket. */
export const usageIntervals = ["minute", "hour", "day", "month"] as const;
export type UsageInterval = (typeof usageIntervals)[number];

/** So many years are as far as a span may reach. */
const longestSpanMs = 3_660 * 86_400_000;

const text = (longest: number) => z.string().max(longest);

type TagQuery = Partial<
  Record<"group" | "tag" | "credentialId" | "customerId" | "externalId" | "endpoint" | "kind", string | undefined>
>;

/** Requests are counted by tag beside the rest, by product, environment and status alone. */
export function isTold({ group, tag, credentialId, customerId, externalId, endpoint, kind }: TagQuery): boolean {
  const isByTag = group === "tag" || tag !== undefined;
  const isByKey = group === "customer" || (credentialId ?? customerId ?? externalId ?? endpoint ?? kind) !== undefined;
  return !isByTag || !isByKey;
}

export const UsageQuery = z
  .object({
    range: z.enum(usageRanges).default(defaultUsageRange).describe("A span that ends now"),
    from: RangeStart.optional().describe("With `to`, the time to report instead of a range"),
    to: RangeEnd.optional().describe("The end of that time, itself not included; a UTC day counts to its end"),
    zone: text(64)
      .refine(isTimeZone, "must be the name of a time zone, such as Europe/Berlin")
      .default("UTC")
      .describe("The time zone whose midnights begin a day"),
    group: z.enum(usageDimensions).default("status").describe("What the requests are told apart by"),
    product: catalogueId(productIds).optional(),
    environment: z.enum(Environment).optional(),
    credentialId: text(200).optional().describe("Only requests with this key, token or app"),
    customerId: text(200).optional().describe("Only requests with keys of this customer"),
    externalId: ExternalId.optional().describe("The same, by what the organization calls the customer"),
    endpoint: text(300).optional().describe("Only requests to this endpoint, such as `GET /v1/prompts`"),
    status: z.enum(usageStatuses).optional().describe("Only answers of this class; 429 is one of its own"),
    kind: z.enum(WatchedCredential).optional().describe("Only requests with credentials of this kind"),
    tag: text(64).optional().describe("Only requests that the called service gave this tag"),
    compare: z.literal("previous").optional().describe("Adds the span of the same length right before"),
  })
  .refine(isTold, { path: ["tag"], error: "is not told apart by key, customer, endpoint or kind of credential" })
  .refine(({ from, to }) => (from === undefined) === (to === undefined), {
    path: ["to"],
    error: "goes together with from",
  })
  .refine(isInOrder, outOfOrder)
  .refine(({ from, to }) => !from || !to || Date.parse(to) - Date.parse(from) <= longestSpanMs, {
    path: ["to"],
    error: "must be at most ten years after from",
  });
/** As a caller gives it: what is left out has its default. */
export type UsageQuery = z.input<typeof UsageQuery>;

/** Half, nineteen of twenty and ninety-nine of a hundred answers took at most so many milliseconds, to within a bucket of the histogram. */
export const UsageLatency = z.object({ p50: z.number(), p95: z.number(), p99: z.number() });
export type UsageLatency = z.output<typeof UsageLatency>;

const outcomes = { succeeded: Count, clientErrors: Count, rateLimited: Count, serverErrors: Count };

/** Requests of one bucket by outcome; 429 apart from the other client errors. */
export const UsageBucket = z.object({
  /** The bucket's first instant. */
  start: Instant,
  ...outcomes,
  /** Null where nothing was timed. */
  latency: UsageLatency.nullable(),
});
export type UsageBucket = z.output<typeof UsageBucket>;

/** One line of a grouped chart. */
export const UsageGroup = z.object({
  /** The value of the dimension; null for all that the others leave over. */
  id: z.string().nullable(),
  name: z.string(),
  requests: Count,
  ...outcomes,
  latency: UsageLatency.nullable(),
  /** Requests by bucket. */
  values: z.array(Count),
});
export type UsageGroup = z.output<typeof UsageGroup>;

export const UsageReport = z.object({
  interval: z.enum(usageIntervals),
  /** Whose midnights begin the days; UTC where hours are no longer kept, and for months. */
  zone: z.string(),
  from: Instant,
  to: Instant,
  /** Every bucket of the span, oldest first, empty ones included. */
  buckets: z.array(UsageBucket),
  total: Count,
  latency: UsageLatency.nullable(),
  /** The busiest values of the dimension asked for, then what they leave over; none for `status`, which the buckets tell. */
  groups: z.array(UsageGroup),
  /** As many buckets right before, where asked for. */
  previous: z
    .object({
      from: Instant,
      to: Instant,
      total: Count,
      ...outcomes,
      latency: UsageLatency.nullable(),
      values: z.array(Count),
    })
    .nullable(),
  topCredentials: z.array(z.object({ credentialId: z.string(), name: z.string(), requests: Count })),
  topEndpoints: z.array(z.object({ endpoint: z.string(), requests: Count })),
});
export type UsageReport = z.output<typeof UsageReport>;

/** One window of a product's limits as it stands now. */
export const QuotaWindow = z.object({
  /** `minute`, `day`, `month`, or the name of a window of the operator's. */
  name: z.string(),
  limit: Count,
  /** In a minute more than `limit` where more may come back to back. */
  used: Count,
  resetsAt: Instant,
});
export type QuotaWindow = z.output<typeof QuotaWindow>;

export const Quota = z.object({
  product: catalogueId(productIds),
  label: z.string(),
  environment: z.enum(Environment),
  /** How many requests may come back to back. */
  burst: Count.nullable(),
  windows: z.array(QuotaWindow),
  /** How many calls may run at once, of those that hold a slot while they do, and how many of them do now. */
  concurrency: z.object({ limit: Count, held: Count }).nullable(),
});
export type Quota = z.output<typeof Quota>;

const summary = "Requests and latencies over time, by what tells requests apart";

export const usageContract = defineDashboardContract({
  method: "GET",
  path: "/api/dashboard/usage",
  summary,
  query: UsageQuery,
  success: { status: 200, body: UsageReport },
});

/** The same report for programs. */
export const publicUsageContract = defineContract({
  method: "GET",
  path: "/v1/usage",
  product: "prompts",
  summary,
  allow: v1Callers,
  scope: "organization:read",
  query: UsageQuery,
  success: { status: 200, body: UsageReport },
});

/** How many keys, tokens and apps a search offers. */
export const offeredCredentials = 20;

/** Part of the name, or of what else it is known by; with `id`, that one alone. */
export const CredentialQuery = z.object({
  search: z.string().trim().max(100).optional(),
  id: z.string().max(200).optional(),
});
export type CredentialQuery = z.output<typeof CredentialQuery>;

export const CredentialChoice = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(["api-key", "token", "app", "sessions"]),
  hint: z.string(),
  /** Revoked or expired: its requests of the past are still counted. */
  ended: z.boolean(),
});
export type CredentialChoice = z.output<typeof CredentialChoice>;

export const credentialsContract = defineDashboardContract({
  method: "GET",
  path: "/api/dashboard/usage/credentials",
  summary: "What the user may see the requests of, used last first; keys, tokens, apps and sessions",
  query: CredentialQuery,
  success: { status: 200, body: z.object({ data: z.array(CredentialChoice) }) },
});

/** How many customers a search offers. */
export const offeredCustomers = 20;

export const CustomerChoice = z.object({ id: z.string(), name: z.string(), external_id: z.string() });
export type CustomerChoice = z.output<typeof CustomerChoice>;

export const customersContract = defineDashboardContract({
  method: "GET",
  path: "/api/dashboard/usage/customers",
  summary: "Customers whose usage the user may see, the newest first",
  query: CredentialQuery,
  success: { status: 200, body: z.object({ data: z.array(CustomerChoice) }) },
});

/** How many endpoints a search offers. */
export const offeredEndpoints = 20;

export const endpointsContract = defineDashboardContract({
  method: "GET",
  path: "/api/dashboard/usage/endpoints",
  summary: "Endpoints that the organization called within a year, the busiest first",
  query: z.object({ search: text(100).trim().optional() }),
  success: { status: 200, body: z.object({ data: z.array(z.object({ endpoint: z.string() })) }) },
});

export const quotasContract = defineDashboardContract({
  method: "GET",
  path: "/api/dashboard/quotas",
  summary: "Limits and what is used of them",
  success: { status: 200, body: z.object({ plan: z.string(), quotas: z.array(Quota) }) },
});

/** How many of the last requests the overview tells. */
export const latestTold = 8;

/** One of the organization's last requests, and who sent it. */
export const LatestRequest = RecentRequest.omit({ address: true, agent: true, remedy: true }).extend({
  credentialId: z.string(),
  /** Of the key, token or app; the product's label is told beside. */
  credential: z.string(),
  productLabel: z.string(),
});
export type LatestRequest = z.output<typeof LatestRequest>;

export const latestRequestsContract = defineDashboardContract({
  method: "GET",
  path: "/api/dashboard/usage/latest",
  summary: "The last requests of the organization, newest first; of those that the user may see one by one",
  success: {
    status: 200,
    /** `kept` is false where the organization keeps none. */
    body: z.object({ data: z.array(LatestRequest), kept: z.boolean() }),
  },
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  usageContract,
  publicUsageContract,
  credentialsContract,
  customersContract,
  endpointsContract,
  latestRequestsContract,
  quotasContract,
];
