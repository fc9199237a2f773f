import { z } from "zod";
import { type Contract, defineContract, keyCallers } from "@/lib/http/contract";
import { KeyFilter } from "./contract";
import { ApiKey } from "./key-contract";

/** What the dashboard's list of keys asks for besides its rows. */

/** How many keys there are of each kind, of those that the rest of a filter leaves. */
export const KeyCounts = z.object({
  all: z.number().int(),
  active: z.number().int(),
  suspended: z.number().int(),
  disabled: z.number().int(),
  scheduled: z.number().int(),
  expired: z.number().int(),
  revoked: z.number().int(),
  expires_soon: z.number().int(),
  unused: z.number().int(),
  rejected: z.number().int(),
  review: z.number().int(),
});
export type KeyCounts = z.output<typeof KeyCounts>;

/** What defineDashboardContract fills in. With that module among its chunks the page of keys is heavier than it may be. */
const ofSession = { product: "dashboard", allow: ["dashboard-session"], audience: "dashboard" } as const;

export const keyCountsContract = defineContract({
  ...ofSession,
  method: "GET",
  path: "/api/dashboard/v1/api-keys/counts",
  summary: "How many keys there are of each kind",
  query: KeyFilter.omit({ status: true, review: true, concern: true }),
  success: { status: 200, body: z.object({ data: KeyCounts }) },
});

/** How many tags are offered to narrow a list by. */
export const mostTags = 100;

export const keyTagsContract = defineContract({
  ...ofSession,
  method: "GET",
  path: "/api/dashboard/v1/api-keys/tags",
  summary: "The tags that most of the organization's keys have, with how many do",
  success: { status: 200, body: z.object({ data: z.array(z.object({ tag: z.string(), keys: z.number().int() })) }) },
});

/** How many rows of a list are asked for at once. */
export const mostKeysAtOnce = 100;

/** The last seven UTC days of a key, today included, and how many of its requests were refused lately. */
export const KeyActivity = z.object({
  id: z.string(),
  /** Requests a day, oldest first. */
  daily: z.array(z.number().int()),
  requests: z.number().int(),
  /** Answered with 4xx, 429 or 5xx. */
  errors: z.number().int(),
  /** Since the beginning of yesterday. */
  lately: z.object({
    requests: z.number().int(),
    refused: z.number().int(),
    limited: z.number().int(),
    /** What it suffers from where at least one in twenty was refused: mostly its limits, or something else. */
    trouble: z.enum(["limited", "rejected"]).nullable(),
  }),
});
export type KeyActivity = z.output<typeof KeyActivity>;

export const keyActivityContract = defineContract({
  ...ofSession,
  method: "GET",
  path: "/api/dashboard/v1/api-keys/activity",
  summary: "Requests of the last seven days of the keys that a list shows",
  query: z.object({
    /** Separated by commas. Of keys whose usage is not the caller's to see, the answer holds nothing. */
    ids: z
      .string()
      .max(10_000)
      .transform((text) => text.split(","))
      .pipe(z.array(z.string().min(1).max(200)).max(mostKeysAtOnce)),
  }),
  success: { status: 200, body: z.object({ data: z.array(KeyActivity) }) },
});

export const FindKeyRequest = z.strictObject({ key: z.string().min(1).max(500) });
export type FindKeyRequest = z.output<typeof FindKeyRequest>;

export const findApiKeyContract = defineContract({
  dashboard: true,
  method: "POST",
  path: "/api/v1/api-keys/find",
  refuses: [404],
  product: "account",
  summary: "Find an API key by its whole secret; such as one that turned up in a log, compared by its hash",
  allow: keyCallers,
  body: FindKeyRequest,
  success: { status: 200, body: z.object({ data: ApiKey }), framed: true },
});

export const contracts: readonly Contract[] = [
  keyCountsContract,
  keyTagsContract,
  keyActivityContract,
  findApiKeyContract,
];
