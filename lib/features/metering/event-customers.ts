import "server-only";
import type { PrismaSession } from "@/lib/platform/database";

/**
 * The customers that subjects of events name, by their `external_id` or by the id of a key of theirs. No customer is
 * held: what is counted for a customer who is deleted meanwhile is erased with the rest.
 */
export async function customersOf(
  tx: PrismaSession,
  organizationId: string,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = await tx.$queryRaw<{ subject: string; customerId: string }[]>`
    SELECT k.id AS subject, c.id AS "customerId" FROM api_keys k JOIN customers c ON c.id = k.customer_id
     WHERE k.organization_id = ${organizationId} AND c.organization_id = ${organizationId} AND k.id = ANY (${[...subjects]}::text[])
    UNION ALL
    SELECT external_id, id FROM customers WHERE organization_id = ${organizationId} AND external_id = ANY (${[...subjects]}::text[])`;
  // What an organization calls a customer counts before what we call a key.
  return new Map(found.map(({ subject, customerId }) => [subject, customerId]));
}
