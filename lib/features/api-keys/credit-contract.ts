import { z } from "zod";
import { type Contract, defineContract } from "@/lib/http/contract";
import { Credits, TopUp } from "@/lib/http/credits";
import { keyChangers } from "./contract";

export const topUpKeyContract = defineContract({
  dashboard: true,
  method: "POST",
  path: "/api/v1/api-keys/{id}/credits",
  refuses: [409],
  creates: true,
  product: "account",
  summary: "Add credits to those that an API key has left, or set how many are left",
  // As a change of the key.
  allow: keyChangers,
  managementScope: "manage:keys:write",
  params: z.object({ id: z.string() }),
  body: TopUp,
  success: { status: 200, body: z.object({ data: Credits }), framed: true },
});

export const contracts: readonly Contract[] = [topUpKeyContract];
