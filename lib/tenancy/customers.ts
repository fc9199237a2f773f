import "server-only";
import { hash } from "node:crypto";
import type { PrismaSession } from "@/lib/platform/database";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";

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

/** Holds what an organization calls a customer until the transaction ends: nobody gets or loses that name meanwhile. */
export function holdCustomerName(tx: PrismaSession, organizationId: string, externalId: string): Promise<void> {
  return lockUntilCommit(tx, `customer ${organizationId} ${externalId}`);
}

/** Notes that a customer was deleted, so that no token of a trusted issuer makes them anew. */
export async function noteRemovedCustomer(
  tx: PrismaSession,
  { organizationId, externalId }: { organizationId: string; externalId: string },
  removedAt: Date,
): Promise<void> {
  await holdCustomerName(tx, organizationId, externalId);
  const named = { organizationId, nameHash: nameHash(externalId) };
  await tx.removedCustomer.upsert({
    where: { organizationId_nameHash: named },
    create: { ...named, removedAt },
    update: { removedAt },
  });
}

/** Whether a customer of that name was deleted before. */
export async function wasRemoved(tx: PrismaSession, organizationId: string, externalId: string): Promise<boolean> {
  return (await tx.removedCustomer.count({ where: { organizationId, nameHash: nameHash(externalId) } })) > 0;
}

function nameHash(externalId: string): string {
  return hash("sha256", externalId, "base64url");
}
