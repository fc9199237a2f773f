import "server-only";
import type { Principal, UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { OrganizationDomain } from "@/lib/generated/prisma/client";
import { ApiError, invalidField } from "@/lib/http/api-error";
import type { Client } from "@/lib/http/route";
import { isUniqueViolation, type PrismaSession } from "@/lib/platform/database";
import { newId, randomBase62 } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import { txtRecords } from "@/lib/platform/txt-records";
import { wholeSecond } from "@/lib/platform/whole-second";
import { endOtherSignIns } from "@/lib/tenancy/end-other-sign-ins";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { configuredProviders, identityProviderOf, offeredAs, vouchesFor } from "@/lib/tenancy/sign-in-providers";
import type { ClaimedDomain, ClaimedDomains } from "./domain-contract";
import { lockOrganization, requireOwner } from "./organization-lock";

/** Most domains of one organization. */
const maximumDomains = 20;
/** A name of its own, so that the record stands in nobody's way (RFC 8552). */
const recordNameOf = (domain: string) => `_latchkey-challenge.${domain}`;
const recordValueOf = (challenge: string) => `latchkey-domain-verification=${challenge}`;

/** The domains that the organization claims, by name, and the providers that can be required. */
export async function listDomains({ organizationId }: Principal): Promise<ClaimedDomains> {
  const where = { organizationId };
  const rows = await runtime().database.prisma.organizationDomain.findMany({ where, orderBy: { domain: "asc" } });
  return { data: rows.map(viewOf), providers: configuredProviders() };
}

/** Claims a domain, of which nothing follows before its DNS has proved it. 409 for one that is claimed here already, or proved elsewhere. */
export async function claimDomain(principal: UserPrincipal, domain: string, client: Client): Promise<ClaimedDomain> {
  const { organizationId } = principal;
  const createdAt = new Date(runtime().clock.now());
  return inTransaction(runtime(), async (tx) => {
    requireOwner(await lockOrganization(tx, principal));
    const own = await tx.organizationDomain.findMany({ where: { organizationId } });
    if (own.some((row) => row.domain === domain)) throw new ApiError("conflict", `${domain} is claimed already`);
    if (own.length >= maximumDomains)
      throw new ApiError("conflict", `An organization claims ${maximumDomains} domains`);
    await requireUnproved(tx, domain);
    const challenge = randomBase62(32);
    const row = await tx.organizationDomain.create({
      data: { id: newId("dom"), organizationId, domain, challenge, createdAt },
    });
    await recordDomainEvent(tx, principal, client, "organization.domain_claimed", row, { outcome: "success" });
    return viewOf(row);
  });
}

/**
 * Looks for the record and notes the proof, which stays until the domain is given up. 409 while the record is not there,
 * and for a domain that another organization has proved; 503 when no name server answers.
 */
export async function verifyDomain(principal: UserPrincipal, id: string, client: Client): Promise<ClaimedDomain> {
  const { database, settings, log } = runtime();
  const claimed = await findDomain(database.prisma, principal, id);
  if (claimed.verifiedAt) return viewOf(claimed);
  // No transaction waits for somebody else's server.
  const records = await txtRecords(recordNameOf(claimed.domain), settings.dnsServers).catch(() => null);
  if (!records) throw new ApiError("unavailable", `The name servers of ${claimed.domain} do not answer; try again`);
  const isThere = records.includes(recordValueOf(claimed.challenge));
  try {
    const proved = await inTransaction(runtime(), async (tx) => {
      requireOwner(await lockOrganization(tx, principal));
      const row = await findDomain(tx, principal, id);
      const told = { outcome: isThere ? "success" : "failure" };
      await recordDomainEvent(tx, principal, client, "organization.domain_checked", row, told);
      if (!isThere) return null;
      const verifiedAt = new Date(runtime().clock.now());
      return tx.organizationDomain.update({ where: { id }, data: { verifiedAt } });
    });
    if (proved) return viewOf(proved);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    log("warn", "domain_proved_elsewhere", { organization: principal.organizationId });
    throw provedElsewhere(claimed.domain);
  }
  throw new ApiError("conflict", `${recordNameOf(claimed.domain)} has no such TXT record yet; DNS can take a while`);
}

/**
 * Says by which provider the addresses of a proved domain must sign in. Sessions of theirs that began in another way end,
 * but for the one that asks. 409 for a domain that is not proved, and unless the owner has signed in with that provider:
 * a requirement that nobody can meet would lock everybody out.
 */
export async function requireProvider(
  principal: UserPrincipal,
  id: string,
  provider: string | null,
  client: Client,
): Promise<ClaimedDomain> {
  const { userId, credentialId } = principal;
  return runtime().changes.commit(async (tx) => {
    requireOwner(await lockOrganization(tx, principal));
    const claimed = await findDomain(tx, principal, id);
    const requiredProvider = provider === null ? null : await requirable(tx, claimed, provider, userId);
    const row = await tx.organizationDomain.update({ where: { id }, data: { requiredProvider } });
    const told = { outcome: "success", required_provider: provider };
    await recordDomainEvent(tx, principal, client, "organization.domain_changed", row, told);
    const subjects =
      requiredProvider === null ? [] : await endOtherSignIns(tx, row.domain, requiredProvider, credentialId);
    return { result: viewOf(row), subjects };
  });
}

async function requirable(
  tx: PrismaSession,
  { domain, verifiedAt }: OrganizationDomain,
  provider: string,
  userId: string,
): Promise<string> {
  const offered = configuredProviders().find(({ id }) => id === provider);
  if (!offered) throw invalidField("required_provider", "is no provider of this deployment");
  if (!verifiedAt) throw new ApiError("conflict", `Prove ${domain} first`);
  if (!vouchesFor(provider, domain)) {
    throw new ApiError("conflict", `This deployment does not believe ${offered.label} about addresses of ${domain}`);
  }
  const stored = identityProviderOf(provider);
  if ((await tx.identity.count({ where: { userId, provider: stored } })) === 0) {
    throw new ApiError("conflict", `Connect ${offered.label} to your own account in Settings first`);
  }
  return stored;
}

/** Gives a domain up, with its proof and what it required. */
export async function removeDomain(principal: UserPrincipal, id: string, client: Client): Promise<void> {
  await inTransaction(runtime(), async (tx) => {
    requireOwner(await lockOrganization(tx, principal));
    const row = await findDomain(tx, principal, id);
    await tx.organizationDomain.delete({ where: { id } });
    await recordDomainEvent(tx, principal, client, "organization.domain_removed", row, { outcome: "success" });
  });
}

async function findDomain(tx: PrismaSession, { organizationId }: Principal, id: string): Promise<OrganizationDomain> {
  const row = await tx.organizationDomain.findFirst({ where: { id, organizationId } });
  if (!row) throw new ApiError("not_found", "There is no such domain");
  return row;
}

async function requireUnproved(tx: PrismaSession, domain: string): Promise<void> {
  if ((await tx.organizationDomain.count({ where: { domain, verifiedAt: { not: null } } })) > 0) {
    throw provedElsewhere(domain);
  }
}

function provedElsewhere(domain: string): ApiError {
  return new ApiError("conflict", `Another organization of this deployment has proved ${domain}`);
}

async function recordDomainEvent(
  tx: PrismaSession,
  principal: UserPrincipal,
  client: Client,
  type: `organization.domain_${"claimed" | "checked" | "changed" | "removed"}`,
  { id, domain }: OrganizationDomain,
  told: { outcome: string; required_provider?: string | null },
): Promise<void> {
  await recordEvent(tx, {
    ...actedBy(principal),
    type,
    subjectId: id,
    data: { domain, address: client.address, user_agent: client.userAgent, ...told },
  });
}

function viewOf({ id, domain, challenge, verifiedAt, requiredProvider, createdAt }: OrganizationDomain): ClaimedDomain {
  const offered = requiredProvider === null ? null : offeredAs(requiredProvider);
  return {
    id,
    domain,
    record: { name: recordNameOf(domain), value: recordValueOf(challenge) },
    verified_at: verifiedAt?.toISOString() ?? null,
    required_provider: offered,
    created_at: wholeSecond(createdAt),
  };
}
