import { z } from "zod";
import type { Contract } from "@/lib/http/contract";
import { defineDashboardContract } from "@/lib/http/define-dashboard-contract";
import { Timestamp } from "@/lib/http/timestamp";
import { AppCode, Assertion, PasskeyRequestOptions, RecoveryCodeText } from "./factors-contract";

const proofs = ["password", "code", "recovery_code", "passkey"] as const;

/** One proof. A password takes any text, as a sign-in does; a passkey comes with the token of its challenge. */
export const Confirmation = z
  .strictObject({
    password: z.string().max(1_000).optional(),
    code: AppCode.optional(),
    recovery_code: RecoveryCodeText.optional(),
    passkey: Assertion.optional(),
    challenge_token: z.string().max(100).optional(),
  })
  .refine((given) => proofs.filter((proof) => given[proof] !== undefined).length === 1, {
    error: `must hold exactly one of ${proofs.join(", ")}`,
  })
  .refine(({ passkey, challenge_token }) => (passkey === undefined) === (challenge_token === undefined), {
    error: "must hold challenge_token with a passkey, and only then",
  });
export type Confirmation = z.output<typeof Confirmation>;

export const confirmContract = defineDashboardContract({
  aboutUser: true,
  method: "POST",
  path: "/api/dashboard/confirm",
  summary: "Prove again who you are, for ten minutes; the session goes on under a new cookie",
  body: Confirmation,
  success: { status: 200, body: z.object({ confirmed_until: Timestamp }) },
});

export const beginPasskeyConfirmationContract = defineDashboardContract({
  aboutUser: true,
  method: "POST",
  path: "/api/dashboard/confirm/passkey",
  summary: "Begin to prove with a passkey who you are: a challenge for this session alone",
  success: {
    status: 200,
    body: z.object({ challenge_token: z.string(), options: PasskeyRequestOptions }),
    secret: true,
  },
});

export const confirmAtProviderContract = defineDashboardContract({
  aboutUser: true,
  method: "POST",
  path: "/api/dashboard/confirm/providers/{provider}",
  summary: "Begin to prove at a connected provider who you are; where there is neither password nor second factor",
  params: z.object({ provider: z.string() }),
  success: { status: 200, body: z.object({ url: z.string() }) },
});

/** Every row about proving again who is there. */
export const confirmContracts: readonly Contract[] = [
  confirmContract,
  beginPasskeyConfirmationContract,
  confirmAtProviderContract,
];
