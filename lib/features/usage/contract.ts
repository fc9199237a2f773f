import { z } from "zod";
import { productIds } from "@/lib/access/catalogue";
import { Environment } from "@/lib/generated/prisma/enums";
import { catalogueId } from "@/lib/http/catalogue-id";
import { type Contract, defineContract } from "@/lib/http/contract";
import { Instant } from "@/lib/http/timestamp";

const ownPages = { product: "dashboard", allow: ["dashboard-session"], audience: "dashboard" } as const;
const Count = z.number().int();

/** Ranges of the usage page; the two short ones are drawn by the hour, the others by the day. */
export const usageRanges = ["24h", "7d", "30d", "90d"] as const;

export const UsageQuery = z.object({
  range: z.enum(usageRanges).default("30d"),
  product: catalogueId(productIds).optional(),
  environment: z.enum(Environment).optional(),
  credentialId: z.string().max(200).optional(),
});
export type UsageQuery = z.output<typeof UsageQuery>;

/** Requests of one bucket by outcome; 429 apart from the other client errors. */
export const UsageBucket = z.object({
  /** The bucket's first instant, UTC. */
  start: Instant,
  succeeded: Count,
  clientErrors: Count,
  rateLimited: Count,
  serverErrors: Count,
});
export type UsageBucket = z.output<typeof UsageBucket>;

export const UsageReport = z.object({
  interval: z.enum(["hour", "day"]),
  /** Every bucket of the range, oldest first, empty ones included. */
  buckets: z.array(UsageBucket),
  total: Count,
  topCredentials: z.array(z.object({ credentialId: z.string(), name: z.string(), requests: Count })),
  topEndpoints: z.array(z.object({ endpoint: z.string(), requests: Count })),
});
export type UsageReport = z.output<typeof UsageReport>;

/** One window of a product's limits as it stands now. */
export const QuotaWindow = z.object({
  name: z.enum(["minute", "day", "month"]),
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
  burst: Count,
  windows: z.array(QuotaWindow),
});
export type Quota = z.output<typeof Quota>;

export const usageContract = defineContract({
  ...ownPages,
  method: "GET",
  path: "/api/dashboard/usage",
  summary: "Requests over time, by key and by endpoint",
  query: UsageQuery,
  success: { status: 200, body: UsageReport },
});

/** How many keys, tokens and apps a search offers. */
export const offeredCredentials = 20;

/** Part of the name or the beginning of a key; with `id`, that one alone. */
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

export const credentialsContract = defineContract({
  ...ownPages,
  method: "GET",
  path: "/api/dashboard/usage/credentials",
  summary: "Keys, tokens, apps and sessions whose requests the user may see one by one, those used last first",
  query: CredentialQuery,
  success: { status: 200, body: z.object({ data: z.array(CredentialChoice) }) },
});

export const quotasContract = defineContract({
  ...ownPages,
  method: "GET",
  path: "/api/dashboard/quotas",
  summary: "Limits and what is used of them",
  success: { status: 200, body: z.object({ plan: z.string(), quotas: z.array(Quota) }) },
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [usageContract, credentialsContract, quotasContract];
