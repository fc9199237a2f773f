import "server-only";
import type { PrismaSession } from "@/lib/platform/database";

/** A customer by our identifier or by what the organization calls them. */
export type NamedCustomer = { customerId: string } | { externalId: string };

/** The identifiers of customers of an organization by what it calls them; they are not deleted until the transaction ends. */
export async function customerIdsOf(
  tx: PrismaSession,
  organizationId: string,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (externalIds.length === 0) return new Map();
  const found = await tx.$queryRaw<{ id: string; external_id: string }[]>`
    SELECT id, external_id FROM customers
     WHERE organization_id = ${organizationId} AND external_id = ANY (${[...externalIds]}::text[]) ORDER BY id FOR KEY SHARE`;
  return new Map(found.map(({ id, external_id }) => [external_id, id]));
}

/** A customer of an organization, who is not deleted until the transaction ends; null where there is none. */
export async function holdCustomer(
  tx: PrismaSession,
  organizationId: string,
  named: NamedCustomer,
): Promise<{ id: string } | null> {
  const [id, externalId] = "customerId" in named ? [named.customerId, null] : [null, named.externalId];
  const [found] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM customers
     WHERE organization_id = ${organizationId} AND (id = ${id}::text OR external_id = ${externalId}::text) FOR KEY SHARE`;
  return found ?? null;
}
