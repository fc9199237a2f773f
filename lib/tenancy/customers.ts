import "server-only";
import type { PrismaSession } from "@/lib/platform/database";

/** A customer by our identifier or by what the organization calls them. */
export type NamedCustomer = { customerId: string } | { externalId: string };

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
