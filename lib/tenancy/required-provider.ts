import "server-only";
import type { PrismaSession } from "@/lib/platform/database";
import { domainOf, foldedEmail } from "@/lib/platform/email-address";

/**
 * The provider by which an address must sign in, because an organization has proved its domain and requires it; null
 * for any way. It is named as its identities are stored (`identityProviderOf`). A provider that is not configured any
 * more is required all the same.
 */
export async function requiredProviderOf(tx: PrismaSession, email: string): Promise<string | null> {
  const domain = domainOf(foldedEmail(email));
  if (domain === null) return null;
  const row = await tx.organizationDomain.findFirst({ where: { domain, verifiedAt: { not: null } } });
  return row?.requiredProvider ?? null;
}

/** Whether an address that requires a provider, or none, may come in by a way. */
export function isWayFor(required: string | null, stored: string | null): boolean {
  return required === null || required === stored;
}
