import { z } from "zod";
import { type Contract, defineContract } from "@/lib/http/contract";
import { LinkToken } from "./link-token";

export const NotMe = z.strictObject({ token: LinkToken });
export type NotMe = z.output<typeof NotMe>;

export const notMeContract = defineContract({
  method: "POST",
  path: "/api/auth/not-me",
  product: "sign-in",
  allow: ["anonymous"],
  summary: "Say with the token of a mailed link that it was not you: what acts as you ends, and a reset begins",
  body: NotMe,
  success: { status: 200, body: z.object({ reset_mailed: z.boolean() }) },
});

/** Every row by which an owner disowns what was done as them. */
export const notMeContracts: readonly Contract[] = [notMeContract];
