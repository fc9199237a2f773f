import { z } from "zod";
import { type Contract, defineContract } from "@/lib/http/contract";
import { Credits } from "@/lib/http/credits";
import { Quota } from "./contract";

/** What counts for a customer on a product in one environment, as their portal shows it. */
export const PortalLimit = Quota.extend({
  /** The plan's name; null where the limits are the customer's own. */
  plan: z.string().nullable(),
  /** How many requests may come back to back; null where there is no limit. */
  burst: z.number().int().nullable(),
});
export type PortalLimit = z.output<typeof PortalLimit>;

export const PortalLimits = z.object({
  data: z.array(PortalLimit),
  /** What is left of the customer's own, which all of their keys take from; null where they have none. */
  credits: Credits.nullable(),
});
export type PortalLimits = z.output<typeof PortalLimits>;

export const portalLimitsContract = defineContract({
  method: "GET",
  path: "/portal/api/limits",
  product: "portal",
  audience: "portal",
  portalPart: "limits",
  summary: "The customer's plans and limits, and what is used of them",
  allow: ["portal-session"],
  embedded: true,
  success: { status: 200, body: PortalLimits },
});

/** What is served of them: every row of this file in the contract table. */
export const contracts: readonly Contract[] = [portalLimitsContract];
