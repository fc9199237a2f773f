import { z } from "zod";
import type { Contract } from "@/lib/http/contract";
import { defineDashboardContract } from "@/lib/http/define-dashboard-contract";

/** How the newest call of a key was answered, until one succeeded. */
export const FirstCall = z.object({
  succeeded: z.boolean(),
  endpoint: z.string(),
  /** Null where another process answered it: then only its kind is known. */
  status: z.number().int().nullable(),
  /** From the gate's first look to the answer, in milliseconds. */
  elapsed_ms: z.number().nullable(),
});
export type FirstCall = z.output<typeof FirstCall>;

export const firstCallContract = defineDashboardContract({
  method: "GET",
  path: "/api/dashboard/first-call",
  refuses: [404],
  summary: "The first call with a key of one's own; null while it has not come",
  query: z.object({ key_id: z.string().min(1).max(200) }),
  success: { status: 200, body: z.object({ call: FirstCall.nullable() }) },
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [firstCallContract];
