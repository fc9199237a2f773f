import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError, invalidField } from "@/lib/http/api-error";
import type { PrismaSession } from "@/lib/platform/database";
import { domainOf } from "@/lib/platform/email-address";
import { requiredProviderOf } from "@/lib/tenancy/required-provider";
import { offeredAs } from "@/lib/tenancy/sign-in-providers";

/**
 * Asks that an account may move from one address to another: a rule by domain is passed neither by moving away nor by
 * moving in. Throws 409 where an organization binds the domain of today to its provider, and where it binds the other
 * one and the session did not begin with that provider. 400 on `email` for a domain that `REGISTRATION` does not take.
 */
export async function requireMovable(
  tx: PrismaSession,
  asking: UserPrincipal,
  from: string,
  to: string,
): Promise<void> {
  if ((await requiredProviderOf(tx, from)) !== null) {
    throw new ApiError("conflict", "The organization that your address belongs to decides how it signs in; it stays");
  }
  const required = await requiredProviderOf(tx, to);
  if (required !== null && !(await hasComeBy(tx, asking, required))) {
    const label = offeredAs(required)?.label ?? "its provider";
    throw new ApiError(
      "conflict",
      `Addresses of this domain sign in with ${label}: connect it, sign in with it, and ask again`,
    );
  }
  const rule = runtime().settings.registration;
  if (rule.mode === "domains" && !rule.domains.includes(domainOf(to) ?? "")) {
    throw invalidField("email", `must be an address at ${rule.domains.join(", ")}`);
  }
}

/** Whether a user has an account of a provider, and has shown it in the session that asks. */
async function hasComeBy(
  tx: PrismaSession,
  { userId, credentialId: id }: UserPrincipal,
  provider: string,
): Promise<boolean> {
  const connected = await tx.identity.count({ where: { userId, provider } });
  const shown = await tx.session.count({ where: { id, userId, methods: { has: provider } } });
  return connected > 0 && shown > 0;
}
