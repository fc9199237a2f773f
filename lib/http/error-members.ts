import { z } from "zod";

/** What may stand beside the error in a refusal's body, for what a program needs to go on. The reference lists them all. */
export const ErrorMembers = z
  .object({
    /** `account`: too many failures at the account, so that another network is no way around. */
    limited_by: z.literal("account").meta({ description: "On 429: the account has to wait, from whatever network" }),
    mfa_required: z.literal(true).meta({ description: "On 401: the password was right, a second factor is needed" }),
    mfa_token: z.string().meta({ description: "What to send the second factor with" }),
    expires_in: z.number().int().meta({ description: "Seconds for which `mfa_token` holds" }),
    methods: z.array(z.string()).meta({ description: "The ways to give the second factor, or to confirm" }),
    passkey_options: z.looseObject({}).meta({ description: "What the browser asks a passkey with (WebAuthn)" }),
    attempts_left: z.number().int().meta({ description: "On 401: how many second factors may still be tried" }),
    reason: z.string().meta({ description: "On 403: why no account is made or no session begins" }),
    second_factor_required: z
      .literal(true)
      .meta({ description: "On 403: the organization asks for two-step verification" }),
  })
  .partial();
export type ErrorMembers = z.output<typeof ErrorMembers>;
