import { z } from "zod";
import { type Contract, defineContract } from "@/lib/http/contract";

const ExchangedToken = z.object({
  /** A session JWT of ours, as a sign-in gives one. */
  token: z.string(),
  token_type: z.literal("bearer"),
  /** Seconds. */
  expires_in: z.number(),
  /** The issuer's name for its user, which every `tenantId` here accepts. */
  tenantId: z.string(),
});

export const exchangeTokenContract = defineContract({
  method: "GET",
  path: "/auth/clerk-token",
  product: "account",
  summary: "Exchange a token of a trusted issuer for a session token",
  allow: ["external-jwt"],
  doubledScheme: true,
  success: { status: 200, body: z.object({ data: ExchangedToken, token: z.string() }), framed: true, secret: true },
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [exchangeTokenContract];
