import "server-only";
import { vouchedProducts } from "@/lib/access/key-life";
import { holdsScope, type Principal } from "@/lib/access/principal";
import { type Budget as BudgetRow, Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";

/** Whom a budget is of, or who came to one of its thresholds. */
export type Owner = { of: BudgetRow["of"]; id: string };

/** What owners are called; null for one of whom nothing is left, or whose name the reader may not have. */
export type OwnerNames = (owner: Owner | null) => string | null;

type Row = { of: string; id: string; name: string };

/**
 * What an organization's owners of budgets are called, all by one query that finds its own alone. A customer has their
 * name and what the organization calls them, a line of keys the newest's. Keys of the products in `keptBack` are not
 * named.
 */
export async function readOwnerNames(
  tx: PrismaSession,
  organizationId: string,
  owners: readonly Owner[],
  keptBack: readonly string[] = [],
): Promise<OwnerNames> {
  const idsOf = (kind: Owner["of"]) => [...new Set(owners.flatMap(({ of, id }) => (of === kind ? [id] : [])))];
  const rows = owners.length === 0 ? [] : await tx.$queryRaw<Row[]>(namesSql(organizationId, idsOf, keptBack));
  const names = new Map(rows.map(({ of, id, name }) => [`${of} ${id}`, name]));
  return (owner) => (owner && names.get(`${owner.of} ${owner.id}`)) ?? null;
}

/** The same for who reads them: a management key is told no name of customers or keys that it may not read. */
export async function readNamesFor(
  principal: Principal,
  tx: PrismaSession,
  owners: readonly (Owner | null)[],
): Promise<OwnerNames> {
  const told = owners.filter((owner) => owner !== null).filter(({ of }) => mayName(principal, of));
  return readOwnerNames(
    tx,
    principal.organizationId,
    told,
    principal.kind === "management-key" ? vouchedProducts() : [],
  );
}

function mayName(principal: Principal, of: Owner["of"]): boolean {
  if (principal.kind !== "management-key" || of === "organization") return true;
  return holdsScope(principal, of === "customer" ? "manage:customers:read" : "manage:keys:read");
}

function namesSql(
  organizationId: string,
  idsOf: (kind: Owner["of"]) => string[],
  keptBack: readonly string[],
): Prisma.Sql {
  return Prisma.sql`
    SELECT 'organization' AS of, id, name FROM organizations
     WHERE id = ${organizationId} AND id = ANY(${idsOf("organization")}::text[])
    UNION ALL
    SELECT 'customer', id, CASE WHEN name = '' THEN external_id ELSE name || ' (' || external_id || ')' END FROM customers
     WHERE organization_id = ${organizationId} AND id = ANY(${idsOf("customer")}::text[])
    UNION ALL
    (SELECT DISTINCT ON (line_id) 'key', line_id, name FROM api_keys
      WHERE organization_id = ${organizationId} AND line_id = ANY(${idsOf("key")}::text[])
        AND product <> ALL(${[...keptBack]}::text[])
      ORDER BY line_id, replaced_by_id IS NULL DESC, created_at DESC, id DESC)`;
}

/** Whom a budget is of; null where each of many has one. */
export function ownerOf({
  of,
  subject,
  organizationId,
}: Pick<BudgetRow, "of" | "subject" | "organizationId">): Owner | null {
  const id = of === "organization" ? organizationId : subject;
  return id === null ? null : { of, id };
}
