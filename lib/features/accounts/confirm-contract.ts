import { z } from "zod";
import { type Contract, defineContract } from "@/lib/http/contract";
import { Timestamp } from "@/lib/http/timestamp";
import { ownPages } from "./account-shapes";

/** By what a signed-in user can prove again who they are, as the refusal that asks for it names them. */
export const ConfirmingMethod = z.enum(["passkey", "totp", "password", "recovery_code", "provider"]);
export type ConfirmingMethod = z.output<typeof ConfirmingMethod>;

const proofs = ["password"] as const;

/** One proof. A password takes any text, as a sign-in does. */
export const Confirmation = z
  .strictObject({ password: z.string().max(1_000).optional() })
  .refine((given) => proofs.filter((proof) => given[proof] !== undefined).length === 1, {
    error: `must hold exactly one of ${proofs.join(", ")}`,
  });
export type Confirmation = z.output<typeof Confirmation>;

export const confirmContract = defineContract({
  ...ownPages,
  method: "POST",
  path: "/api/dashboard/confirm",
  summary: "Prove again who you are, for ten minutes; the session goes on under a new cookie",
  body: Confirmation,
  success: { status: 200, body: z.object({ confirmed_until: Timestamp }) },
});

/** Every row about proving again who is there. */
export const confirmContracts: readonly Contract[] = [confirmContract];
