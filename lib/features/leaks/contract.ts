import { z } from "zod";
import { type Contract, defineContract } from "@/lib/http/contract";

/** Most matches of one report. */
export const mostMatches = 5_000;

/** A match as GitHub's secret scanning partner programme reports it; members that it adds are passed over. */
const Match = z.object({
  token: z.string().meta({ examples: ["some_token"] }),
  /** The partner's name of the pattern that matched. */
  type: z.string(),
  url: z.string().optional(),
  /** Where it was found, such as `commit` or `gist_content`. */
  source: z.string().optional(),
});

export const LeakReport = z
  .array(Match)
  .min(1, "must hold at least one match")
  .max(mostMatches, `must hold at most ${mostMatches} matches`);
export type LeakReport = z.output<typeof LeakReport>;

/** What each match was, in the report's order. */
const Feedback = z.object({
  /** SHA-256 of the token in hex: the token itself is not repeated. */
  token_hash: z.string(),
  token_type: z.string(),
  /** `true_positive` for what is or was a credential of this deployment. */
  label: z.enum(["true_positive", "false_positive"]),
});
export type Feedback = z.output<typeof Feedback>;

export const reportLeaksContract = defineContract({
  method: "POST",
  path: "/api/v1/leaks",
  refuses: [400, 403, 404],
  product: "account",
  summary: "Report credentials that were found in public; signed as GitHub's secret scanning partner programme says",
  // It is the signature that counts, over the body's very bytes: nothing is parsed before.
  allow: ["anonymous"],
  readBy: "handler",
  body: LeakReport,
  success: { status: 200, body: z.array(Feedback) },
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [reportLeaksContract];
