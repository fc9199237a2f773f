import "server-only";
import { runtime } from "@/lib/access/runtime";
import { isListedAdmin } from "@/lib/features/accounts/listed-admin";
import type { NamedBy } from "@/lib/features/accounts/new-administrator";
import type { RegistrationRefusal } from "@/lib/features/accounts/registration-contract";
import { invalidField } from "@/lib/http/api-error";
import type { PrismaSession } from "@/lib/platform/database";
import { domainOf, foldedEmail } from "@/lib/platform/email-address";
import { acceptableInvitations, invitationWith } from "@/lib/tenancy/live-invitations";
import { isWayFor, requiredProviderOf } from "@/lib/tenancy/required-provider";
import { isFirstAdministrator, type Place, takeSetUpToken } from "@/lib/tenancy/set-up-token";
import { mailEmailProof, takeEmailProof } from "./email-proof";

/** Somebody who has no account here yet, by whatever way they come. */
export type Newcomer = {
  /** In its canonical form. */
  email: string;
  /** Whether a provider has verified that it is theirs. */
  emailVerified: boolean;
  /** The provider that they come from, as its identities are stored. */
  provider?: string;
  /** What they were mailed, or what the start printed. */
  token?: string | undefined;
  from: Place;
};

/** What a newcomer is let in as. */
export type Welcome = { administratorBy: NamedBy | null; emailVerified: boolean };

/**
 * Whether somebody may make an account (`REGISTRATION`), and as what. The first administrator and those whom
 * `ADMIN_EMAILS` names come in whatever the rule. An address alone is anybody's to type: where it decides, a provider
 * has verified it or a mailed token proves it. 400 for a token that does not hold.
 */
export async function admitNewcomer(tx: PrismaSession, newcomer: Newcomer): Promise<Welcome | RegistrationRefusal> {
  const { email, token, from } = newcomer;
  if (token !== undefined && (await takeSetUpToken(tx, token))) {
    return { administratorBy: "set_up_token", emailVerified: false };
  }
  if (!isWayFor(await requiredProviderOf(tx, email), newcomer.provider ?? null)) return "provider_required";
  const shown = token === undefined ? null : await readToken(tx, token, email);
  const emailVerified = newcomer.emailVerified || shown === "proof";
  if (await isFirstAdministrator(tx, from)) return { administratorBy: "first_user", emailVerified };
  const emailVerifiedAt = emailVerified ? new Date(runtime().clock.now()) : null;
  if (isListedAdmin({ email, emailVerifiedAt })) return { administratorBy: "ADMIN_EMAILS", emailVerified };
  const refusal = await refusalOf(tx, email, emailVerified, shown);
  return refusal ?? { administratorBy: null, emailVerified };
}

async function refusalOf(
  tx: PrismaSession,
  email: string,
  emailVerified: boolean,
  shown: Shown | null,
): Promise<RegistrationRefusal | null> {
  const rule = runtime().settings.registration;
  switch (rule.mode) {
    case "open":
      return null;
    case "closed":
      return "registration_closed";
    case "invitation": {
      const isInvited = shown === "invitation" || (emailVerified && (await hasInvitation(tx, email)));
      return isInvited ? null : "invitation_required";
    }
    case "domains": {
      if (!rule.domains.includes(domainOf(email) ?? "")) return "domain_not_allowed";
      if (emailVerified) return null;
      await mailEmailProof(tx, email);
      return "email_proof_required";
    }
  }
}

/** What a token proves of an address. */
type Shown = "invitation" | "proof";

async function readToken(tx: PrismaSession, token: string, email: string): Promise<Shown> {
  if (await hasInvitation(tx, email, token)) return "invitation";
  if (await takeEmailProof(tx, token, email)) return "proof";
  throw invalidField(
    "token",
    "does not hold for this address: it was used, replaced, has run out or is for another one",
  );
}

/** Whether a live invitation names an address; of one secret where it is given. */
async function hasInvitation(tx: PrismaSession, email: string, secret?: string): Promise<boolean> {
  const found = await tx.invitation.findMany({
    where: {
      ...acceptableInvitations(new Date(runtime().clock.now())),
      ...(secret === undefined ? { email } : invitationWith(secret)),
    },
    select: { email: true },
  });
  return found.some((invitation) => foldedEmail(invitation.email) === email);
}
