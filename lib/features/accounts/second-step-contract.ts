import { z } from "zod";
import { type Contract, defineContract } from "@/lib/http/contract";
import { BearerSession, TokenSession } from "./account-shapes";
import { AppCode, Assertion, PasskeyRequestOptions, RecoveryCodeText } from "./factors-contract";

const answers = {
  code: AppCode.optional(),
  recovery_code: RecoveryCodeText.optional(),
  passkey: Assertion.optional(),
};
type Answers = { code?: unknown; recovery_code?: unknown; passkey?: unknown };
const isOneAnswer = ({ code, recovery_code, passkey }: Answers) =>
  [code, recovery_code, passkey].filter((answer) => answer !== undefined).length === 1;
const oneAnswer = "needs exactly one of code, recovery_code and passkey";

/** One second factor: the app's digits, a recovery code, or what a passkey answered. */
export const FactorAnswer = z.strictObject(answers).refine(isOneAnswer, oneAnswer);
export type FactorAnswer = z.output<typeof FactorAnswer>;

/** The second step of a program's sign-in: the token that the 401 gave, and a second factor. */
export const MfaLogin = z
  .strictObject({ mfa_token: z.string().max(100), ...answers })
  .refine(isOneAnswer, oneAnswer)
  .meta({ examples: [{ mfa_token: "…", code: "492039" }] });
export type MfaLogin = z.output<typeof MfaLogin>;

const secondStep = {
  method: "POST",
  product: "sign-in",
  allow: ["anonymous"],
  refuses: [401, 403],
} as const;

export const mfaLoginContract = defineContract({
  ...secondStep,
  path: "/api/auth/login/mfa",
  summary: "The second step of a sign-in; for one that was answered with `mfa_required`",
  body: MfaLogin,
  success: { status: 200, body: BearerSession },
});

export const mfaLoginV1Contract = defineContract({
  ...secondStep,
  path: "/api/v1/auth/login/mfa",
  summary: "The second step of a sign-in; for one that was answered with `mfa_required`",
  body: MfaLogin,
  success: { status: 200, body: TokenSession },
});

/** Where the browser goes next: a page of ours, or an application's address with the token in its fragment. */
const Landing = z.object({ location: z.string() });

const target = z.string().max(2_000).optional();

export const secondStepContract = defineContract({
  ...secondStep,
  audience: "dashboard",
  path: "/api/dashboard/sign-in/second-factor",
  summary: "The second step of a sign-in on the page, whose first one a cookie remembers",
  body: z.strictObject({ ...answers, target }).refine(isOneAnswer, oneAnswer),
  success: { status: 200, body: Landing, secret: true },
});

export const passkeyOptionsContract = defineContract({
  ...secondStep,
  product: "dashboard",
  audience: "dashboard",
  path: "/api/dashboard/sign-in/passkey/options",
  summary: "Begin a sign-in with a passkey: a challenge for this browser alone",
  success: { status: 200, body: z.object({ options: PasskeyRequestOptions }), secret: true },
});

export const passkeySignInContract = defineContract({
  ...secondStep,
  audience: "dashboard",
  path: "/api/dashboard/sign-in/passkey",
  summary: "Sign in to the dashboard with a passkey",
  body: z.strictObject({ passkey: Assertion, target }),
  success: { status: 200, body: Landing, secret: true },
});

/** Every row of signing in by more, or by other, than a password. */
export const secondStepContracts: readonly Contract[] = [
  mfaLoginContract,
  mfaLoginV1Contract,
  secondStepContract,
  passkeyOptionsContract,
  passkeySignInContract,
];
