import "server-only";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { inTransaction } from "@/lib/platform/transaction";
import { wholeSecond } from "@/lib/platform/whole-second";
import { operator, recordEvent } from "@/lib/tenancy/events";
import { lockOrganizationRow } from "@/lib/tenancy/row-locks";
import { offeredAs } from "@/lib/tenancy/sign-in-providers";

// Everything here crosses tenants: it is for the operator's commands alone.

/** A domain that an organization has proved, and by which provider its addresses must sign in. */
export type ProvedDomain = {
  domain: string;
  organization: { id: string; name: string };
  verified_at: string;
  required_provider: string | null;
};

/** Every proved domain of the deployment, by name. */
export function listProvedDomains(): Promise<ProvedDomain[]> {
  return readProved({});
}

async function readProved(only: { domain?: string }): Promise<ProvedDomain[]> {
  const rows = await runtime().database.prisma.organizationDomain.findMany({
    where: { ...only, verifiedAt: { not: null } },
    include: { organization: { select: { id: true, name: true } } },
    orderBy: { domain: "asc" },
  });
  return rows.flatMap(({ domain, organization, verifiedAt, requiredProvider }) =>
    verifiedAt
      ? [{ domain, organization, verified_at: wholeSecond(verifiedAt), required_provider: labelOf(requiredProvider) }]
      : [],
  );
}

/** Who has proved a domain; 404 where nobody has: a claim alone binds nobody. */
export async function provedDomain(domain: string): Promise<ProvedDomain> {
  const [found] = await readProved({ domain });
  if (!found) throw notProved(domain);
  return found;
}

/**
 * Takes a proved domain from its organization, with what it required, as its owner could: somebody else can prove it then,
 * and its addresses sign in in any way again. The organization is told. 404 where it is proved by nobody.
 */
export async function releaseDomain(domain: string): Promise<void> {
  await inTransaction(runtime(), async (tx) => {
    const where = { domain, verifiedAt: { not: null } };
    const seen = await tx.organizationDomain.findFirst({ where });
    if (seen) await lockOrganizationRow(tx, seen.organizationId);
    const row = await tx.organizationDomain.findFirst({
      where: { ...where, organizationId: seen?.organizationId ?? "" },
    });
    if (!row) throw notProved(domain);
    await tx.organizationDomain.delete({ where: { id: row.id } });
    await recordEvent(tx, {
      type: "organization.domain_removed",
      organizationId: row.organizationId,
      environment: "production",
      actorId: operator,
      subjectId: row.id,
      data: { domain, outcome: "success", by: "command" },
    });
  });
}

function labelOf(provider: string | null): string | null {
  return provider === null ? null : (offeredAs(provider)?.label ?? provider);
}

function notProved(domain: string): ApiError {
  return new ApiError("not_found", `No organization has proved ${domain}; what is only claimed binds nobody`);
}
