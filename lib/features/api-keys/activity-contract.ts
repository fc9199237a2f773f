import { z } from "zod";
import { defineContract, keyCallers } from "@/lib/http/contract";
import { RecentRequestList, RecentRequestQuery, RefusalList, RefusalQuery } from "@/lib/http/recent-request";
import { Instant } from "@/lib/http/timestamp";

/** Either identifier: `key_…`, or the UUID of document 004. */
export const KeyParams = z.object({ id: z.string() });

/** People, and what acts as them: addresses and agents are personal data. */
export const peopleCallers = ["session-jwt", "pat", "external-jwt"] as const;

export const apiKeyRequestsContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/api/v1/api-keys/{id}/requests",
  product: "account",
  summary: "The last requests of one API key: at most 200 of the last 7 days, newest first",
  allow: peopleCallers,
  params: KeyParams,
  query: RecentRequestQuery,
  success: { status: 200, body: RecentRequestList, framed: true },
});

export const apiKeyErrorsContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/api/v1/api-keys/{id}/errors",
  product: "account",
  summary: "What requests of one API key were refused for; how often, and what to do",
  allow: peopleCallers,
  params: KeyParams,
  query: RefusalQuery,
  success: { status: 200, body: RefusalList, framed: true },
});

export const apiKeyEndpointsContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/api/v1/api-keys/{id}/endpoints",
  product: "account",
  summary: "The endpoints that one API key opens now; by its scopes, its maker, the plan and the policy",
  allow: peopleCallers,
  params: KeyParams,
  success: {
    status: 200,
    body: z.object({
      data: z.object({
        endpoints: z.array(z.object({ method: z.string(), path: z.string(), summary: z.string() })),
        /** Why the key opens nothing at all; null where it works. */
        stopped: z.string().nullable(),
      }),
    }),
    framed: true,
  },
});

export const ApiKeyUsageQuery = z.object({
  keyId: z.string().min(1).max(200),
  days: z.coerce.number().int().min(1).max(365).default(30),
  tenantId: z.string().max(200).optional(),
});
export type ApiKeyUsageQuery = z.output<typeof ApiKeyUsageQuery>;

export const ApiKeyUsage = z.object({
  data: z.object({
    keyId: z.string(),
    days: z.number().int(),
    totalRequests: z.number().int(),
    /** One entry a UTC day, oldest first, days without requests included. */
    daily: z.array(
      z.object({
        date: z.string(),
        requests: z.number().int(),
        errors: z.number().int(),
        rateLimited: z.number().int(),
      }),
    ),
    lastUsedAt: Instant.nullable(),
  }),
});
export type ApiKeyUsage = z.output<typeof ApiKeyUsage>;

export const apiKeyUsageContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/api/v1/api-keys/usage",
  refuses: [404],
  product: "account",
  summary: "Requests of one API key by day",
  allow: keyCallers,
  query: ApiKeyUsageQuery,
  success: { status: 200, body: ApiKeyUsage, framed: true },
});
