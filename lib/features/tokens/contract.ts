import { z } from "zod";
import { type Contract, defineContract } from "@/lib/http/contract";
import { nameOf } from "@/lib/http/name";
import { RecentRequestList, RecentRequestQuery, RefusalList, RefusalQuery } from "@/lib/http/recent-request";
import { Instant, Timestamp } from "@/lib/http/timestamp";

export const NewToken = z.strictObject({
  name: nameOf(100),
  /** Left out: 90, or as many as the organization's policy allows where that is less. */
  expires_in_days: z.number().int().min(1).max(365).optional(),
});
export type NewToken = z.output<typeof NewToken>;

/** A personal access token without its secret. */
export const Token = z.object({
  token_id: z.string(),
  name: z.string(),
  /** `hp_pat_abcd…wxyz`. */
  hint: z.string(),
  created_at: Timestamp,
  expires_at: Timestamp,
  last_used_at: Timestamp.nullable(),
  last_used_ip: z.string().nullable(),
  status: z.enum(["active", "expired"]),
  /** When the organization's policy stops it, because it lives longer than that allows; null: it does not. */
  policy_ends_at: Instant.nullable(),
});
export type Token = z.output<typeof Token>;

/** The one answer that holds the secret. */
export const CreatedToken = z.object({
  token_id: z.string(),
  token: z.string(),
  name: z.string(),
  expires_at: Timestamp,
});
export type CreatedToken = z.output<typeof CreatedToken>;

export const TokenList = z.object({
  data: z.array(Token),
  /** How many active tokens there are, and how many the plan allows. */
  active: z.number().int(),
  maximum: z.number().int(),
});
export type TokenList = z.output<typeof TokenList>;

export const createTokenContract = defineContract({
  dashboard: true,
  method: "POST",
  path: "/api/user/tokens",
  reauthenticated: true,
  product: "account",
  summary: "Create a personal access token; its secret is shown once",
  allow: ["session-jwt"],
  body: NewToken,
  success: { status: 201, body: CreatedToken },
});

export const listTokensContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/api/user/tokens",
  product: "account",
  summary: "List personal access tokens",
  allow: ["session-jwt", "pat"],
  success: { status: 200, body: TokenList },
});

const TokenParams = z.object({ token_id: z.string() });

/** A member of the organization that the caller acts for reads their own tokens for it. */
const tokenReaders = ["session-jwt", "pat"] as const;

export const tokenContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/api/user/tokens/{token_id}",
  product: "account",
  summary: "One personal access token, never its secret",
  allow: tokenReaders,
  params: TokenParams,
  success: { status: 200, body: Token },
});

export const TokenChange = z
  .strictObject({
    name: nameOf(100).optional(),
    /** From now; sooner than it ends now, for what lasts longer is a new token. */
    expires_in_days: z.number().int().min(1).max(365).optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "names nothing to change");
export type TokenChange = z.output<typeof TokenChange>;

export const updateTokenContract = defineContract({
  dashboard: true,
  method: "PATCH",
  path: "/api/user/tokens/{token_id}",
  refuses: [409],
  product: "account",
  summary: "Rename a personal access token, or let it end sooner",
  allow: ["session-jwt"],
  params: TokenParams,
  body: TokenChange,
  success: { status: 200, body: Token },
});

export const tokenRequestsContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/api/user/tokens/{token_id}/requests",
  product: "account",
  summary: "The last requests of one personal access token: at most 200 of the last 7 days, newest first",
  allow: tokenReaders,
  params: TokenParams,
  query: RecentRequestQuery,
  success: { status: 200, body: RecentRequestList },
});

export const tokenErrorsContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/api/user/tokens/{token_id}/errors",
  product: "account",
  summary: "What requests of one personal access token were refused for; how often, and what to do",
  allow: tokenReaders,
  params: TokenParams,
  query: RefusalQuery,
  success: { status: 200, body: RefusalList },
});

export const revokeTokenContract = defineContract({
  dashboard: true,
  method: "DELETE",
  path: "/api/user/tokens/{token_id}",
  product: "account",
  summary: "Revoke a personal access token",
  allow: ["session-jwt"],
  params: TokenParams,
  success: { status: 204 },
});

export const dashboardTokenContracts = {
  create: createTokenContract,
  list: listTokensContract,
  one: tokenContract,
  update: updateTokenContract,
  requests: tokenRequestsContract,
  errors: tokenErrorsContract,
  revoke: revokeTokenContract,
};

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  createTokenContract,
  listTokensContract,
  tokenContract,
  updateTokenContract,
  tokenRequestsContract,
  tokenErrorsContract,
  revokeTokenContract,
];
