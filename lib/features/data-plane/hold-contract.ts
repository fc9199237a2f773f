import { z } from "zod";
import { type Contract, defineContract, keyCallers } from "@/lib/http/contract";
import { Timestamp } from "@/lib/http/timestamp";

/** How long a call is held for where it is neither renewed nor released, in seconds. */
const ttl = z.number().int().min(1, "must be at least 1").max(3_600, "must be at most 3,600");

/** Asks to hold one of the calls at once that a plan allows. */
export const HoldWanted = z.strictObject({ ttl_seconds: ttl.meta({ examples: [30] }) });
export type HoldWanted = z.output<typeof HoldWanted>;

/** One of the calls at once that a plan allows, until it is released or expires. */
export const Hold = z.object({
  id: z.string(),
  /** When another call may take its place unless it is renewed before; by the database's clock. */
  expires_at: Timestamp,
});
export type Hold = z.output<typeof Hold>;

const held = {
  product: "tunnel",
  allow: keyCallers,
  scope: "keys:verify",
  params: z.object({ id: z.string() }),
} as const;

export const renewHoldContract = defineContract({
  ...held,
  method: "POST",
  path: "/api/v1/keys/holds/{id}/renew",
  summary: "Hold a call for longer, as long as it runs",
  body: HoldWanted,
  success: { status: 200, body: z.object({ data: Hold }), framed: true },
});

export const releaseHoldContract = defineContract({
  ...held,
  method: "DELETE",
  path: "/api/v1/keys/holds/{id}",
  summary: "Release a call that has ended; again, or after it expired, changes nothing",
  success: { status: 204 },
});

/** What is served of them: every row of holds in the contract table. */
export const contracts: readonly Contract[] = [renewHoldContract, releaseHoldContract];
