import { z } from "zod";
import type { Contract } from "@/lib/http/contract";
import { defineDashboardContract } from "@/lib/http/define-dashboard-contract";
import { nameOf } from "@/lib/http/name";
import { Timestamp } from "@/lib/http/timestamp";

/** What can be asked for beside a first proof; a recovery code stands in for the other two. */
export const SecondFactor = z.enum(["totp", "passkey", "recovery_code"]);
export type SecondFactor = z.output<typeof SecondFactor>;

/** The digits that an authenticator app shows, with the spaces that some apps and people put between them. */
export const AppCode = z.string().trim().min(1, "must not be empty").max(20);
export const RecoveryCodeText = z.string().trim().min(1, "must not be empty").max(40);

const base64Url = z
  .string()
  .max(10_000)
  .regex(/^[A-Za-z0-9_-]+$/, "must be base64url");

const Credential = { id: base64Url, rawId: base64Url, type: z.literal("public-key") };

/** What a browser answers to `navigator.credentials.get()`, as WebAuthn level 3 writes it in JSON; other members are left out. */
export const Assertion = z.object({
  ...Credential,
  response: z.object({
    clientDataJSON: base64Url,
    authenticatorData: base64Url,
    signature: base64Url,
    userHandle: base64Url.optional(),
  }),
});
export type Assertion = z.output<typeof Assertion>;

/** What a browser answers to `navigator.credentials.create()`. */
export const Attestation = z.object({
  ...Credential,
  response: z.object({
    clientDataJSON: base64Url,
    attestationObject: base64Url,
    transports: z.array(z.string().max(30)).max(10).optional(),
  }),
});
export type Attestation = z.output<typeof Attestation>;

/** Options as the browser's `parseRequestOptionsFromJSON()` and `parseCreationOptionsFromJSON()` take them. */
export const PasskeyRequestOptions = z.looseObject({ challenge: z.string() });
export const PasskeyCreationOptions = z.looseObject({ challenge: z.string() });

const PasskeyName = nameOf(60);

export const PasskeyView = z.object({
  id: z.string(),
  name: z.string(),
  /** Whether it is copied to the user's other devices. */
  synced: z.boolean(),
  created_at: Timestamp,
  last_used_at: Timestamp.nullable(),
});
export type PasskeyView = z.output<typeof PasskeyView>;

/** What the settings page shows of two-step verification; never a secret. */
export const Factors = z.object({
  authenticator: z.object({ since: Timestamp, last_used_at: Timestamp.nullable() }).nullable(),
  passkeys: z.array(PasskeyView),
  /** Of ten; null while no second factor is set up. */
  recovery_codes_left: z.number().int().nullable(),
  /** False where the deployment's address is a bare IP address, for which browsers make no passkeys. */
  passkeys_possible: z.boolean(),
  /** Whether the one passkey that there is may not be removed: there is neither a password nor a provider. */
  passkey_is_only_way_in: z.boolean(),
});
export type Factors = z.output<typeof Factors>;

export const factorsContract = defineDashboardContract({
  aboutUser: true,
  method: "GET",
  path: "/api/dashboard/account/factors",
  summary: "The user's second factors",
  success: { status: 200, body: Factors },
});

/** The codes are shown this once, where they were made with the first factor; null where the user has theirs already. */
const FirstCodes = z.object({ recovery_codes: z.array(z.string()).nullable() });

export const beginAuthenticatorContract = defineDashboardContract({
  aboutUser: true,
  reauthenticated: true,
  method: "POST",
  path: "/api/dashboard/account/authenticator",
  summary: "Begin to set up an authenticator app: a secret that counts once a code of it was shown",
  success: {
    status: 200,
    body: z.object({
      setup_token: z.string(),
      secret: z.string(),
      otpauth_url: z.string(),
      /** The address as a QR code: its dark modules as one SVG path on a square of this size. */
      qr: z.object({ size: z.number().int(), path: z.string() }),
    }),
    secret: true,
  },
});

export const AuthenticatorProof = z.strictObject({ setup_token: z.string().max(100), code: AppCode });
export type AuthenticatorProof = z.output<typeof AuthenticatorProof>;

export const confirmAuthenticatorContract = defineDashboardContract({
  aboutUser: true,
  method: "PUT",
  path: "/api/dashboard/account/authenticator",
  summary: "Show a code of the authenticator app, which from then on is asked for at every sign-in",
  body: AuthenticatorProof,
  success: { status: 200, body: FirstCodes, secret: true },
});

export const removeAuthenticatorContract = defineDashboardContract({
  aboutUser: true,
  reauthenticated: true,
  method: "DELETE",
  path: "/api/dashboard/account/authenticator",
  summary: "Remove the authenticator app; the user's other sessions end",
  success: { status: 204 },
});

export const renewRecoveryCodesContract = defineDashboardContract({
  aboutUser: true,
  reauthenticated: true,
  method: "POST",
  path: "/api/dashboard/account/recovery-codes",
  summary: "Make ten new recovery codes, which end the ones before",
  success: { status: 201, body: z.object({ recovery_codes: z.array(z.string()) }), secret: true },
});

export const beginPasskeyContract = defineDashboardContract({
  aboutUser: true,
  reauthenticated: true,
  method: "POST",
  path: "/api/dashboard/account/passkeys/options",
  summary: "Begin to add a passkey: what the browser needs to make one",
  success: {
    status: 200,
    body: z.object({ challenge_token: z.string(), options: PasskeyCreationOptions }),
    secret: true,
  },
});

export const NewPasskey = z.strictObject({
  challenge_token: z.string().max(100),
  name: PasskeyName,
  credential: Attestation,
});
export type NewPasskey = z.output<typeof NewPasskey>;

export const addPasskeyContract = defineDashboardContract({
  aboutUser: true,
  method: "POST",
  path: "/api/dashboard/account/passkeys",
  summary: "Add the passkey that the browser has made",
  body: NewPasskey,
  success: { status: 201, body: FirstCodes.extend({ passkey: PasskeyView }), secret: true },
});

const OnePasskey = z.object({ id: z.string().max(2_000) });

export const renamePasskeyContract = defineDashboardContract({
  aboutUser: true,
  method: "PATCH",
  path: "/api/dashboard/account/passkeys/{id}",
  summary: "Rename a passkey",
  params: OnePasskey,
  body: z.strictObject({ name: PasskeyName }),
  success: { status: 200, body: PasskeyView },
});

export const removePasskeyContract = defineDashboardContract({
  aboutUser: true,
  reauthenticated: true,
  method: "DELETE",
  path: "/api/dashboard/account/passkeys/{id}",
  summary: "Remove a passkey, unless it is the only way in; the user's other sessions end",
  params: OnePasskey,
  success: { status: 204 },
});

/**
 * Every row about second factors and passkeys of a signed-in user. What finishes a set-up needs the token of its beginning,
 * which asked who is there.
 */
export const factorContracts: readonly Contract[] = [
  factorsContract,
  beginAuthenticatorContract,
  confirmAuthenticatorContract,
  removeAuthenticatorContract,
  renewRecoveryCodesContract,
  beginPasskeyContract,
  addPasskeyContract,
  renamePasskeyContract,
  removePasskeyContract,
];
