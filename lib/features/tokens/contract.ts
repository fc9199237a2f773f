import { z } from "zod";
import { type Contract, defineContract } from "@/lib/http/contract";
import { nameOf } from "@/lib/http/name";
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

export const revokeTokenContract = defineContract({
  dashboard: true,
  method: "DELETE",
  path: "/api/user/tokens/{token_id}",
  product: "account",
  summary: "Revoke a personal access token",
  allow: ["session-jwt"],
  params: z.object({ token_id: z.string() }),
  success: { status: 204 },
});

export const dashboardTokenContracts = {
  create: createTokenContract,
  list: listTokensContract,
  revoke: revokeTokenContract,
};

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [createTokenContract, listTokensContract, revokeTokenContract];
