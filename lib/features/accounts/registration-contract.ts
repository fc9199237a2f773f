import { z } from "zod";
import { type Contract, defineContract } from "@/lib/http/contract";
import { EmailAddress } from "@/lib/http/email-address";
import { BearerSession, DisplayName, TierUser, TokenSession } from "./account-shapes";
import { LinkToken } from "./link-token";
import { NewPassword } from "./password-contract";
import { registrationRefusals } from "./registration-refusals";

/** No mail arrives there (RFC 2606); such addresses stand for users of other issuers. */
export const RegistrableEmail = EmailAddress.refine(
  (email) => !email.endsWith(".invalid"),
  "ends in .invalid, where no mail arrives",
);

export type RegistrationRefusal = keyof typeof registrationRefusals;
export const registrationRefusalCodes = Object.keys(registrationRefusals) as [
  RegistrationRefusal,
  ...RegistrationRefusal[],
];

export const Registration = z.strictObject({
  email: RegistrableEmail,
  password: NewPassword,
  name: DisplayName.optional(),
  /** Of an invitation's link, of the link that proves the address, or of the one that the first start prints. */
  token: LinkToken.optional(),
});
export type Registration = z.output<typeof Registration>;

export const registerContract = defineContract({
  method: "POST",
  path: "/api/auth/register",
  refuses: [403, 409],
  product: "sign-in",
  summary: "Register with email and password",
  allow: ["anonymous"],
  body: Registration,
  success: { status: 201, body: BearerSession },
});

export const registerV1Contract = defineContract({
  method: "POST",
  path: "/api/v1/auth/register",
  refuses: [403, 409],
  product: "sign-in",
  summary: "Register with email and password",
  allow: ["anonymous"],
  body: Registration,
  success: { status: 201, body: TokenSession },
});

/** What the registration page calls: unlike the public endpoints it issues no token, for which a page has no use. */
export const registerOnPageContract = defineContract({
  method: "POST",
  path: "/api/dashboard/account",
  product: "sign-in",
  audience: "dashboard",
  summary: "Register with email and password; the page signs in afterwards",
  allow: ["anonymous"],
  body: Registration,
  success: { status: 201, body: TierUser },
});

/** Every row that makes a user. */
export const registrationContracts: readonly Contract[] = [
  registerContract,
  registerV1Contract,
  registerOnPageContract,
];
