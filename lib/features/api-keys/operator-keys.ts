import "server-only";
import { inPool } from "@/lib/access/key-lineage";
import { runtime } from "@/lib/access/runtime";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import type { Page } from "@/lib/http/page";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import { wholeSecond } from "@/lib/platform/whole-second";
import { operator } from "@/lib/tenancy/events";
import { keysFoundBy } from "@/lib/tenancy/find-keys";
import { readKeyStates } from "@/lib/tenancy/key-standing";
import { endKey, type Revocation } from "./end-key";
import { keyNamed, noSuchKey } from "./find-key";

// Everything here crosses tenants: it is for the operator's commands alone.

/** A key of any organization as the operator lists it; never a secret. */
export type OperatorKey = {
  id: string;
  organization_id: string;
  name: string;
  product: string;
  environment: string;
  scopes: readonly string[];
  key_prefix: string;
  hint: string;
  status: string;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
};

/** A page of the keys of the deployment or of one organization, newest first, by a part of the name, or by what is shown of the key. */
export async function listKeysByOperator({
  organizationId,
  search,
  limit,
  cursor,
}: Page & { organizationId?: string; search?: string | undefined }): Promise<{
  data: OperatorKey[];
  next_cursor: string | null;
}> {
  const { clock, database } = runtime();
  const matching = search ? { OR: [keyNamed(search), await keysFoundBy(database.pool, search)] } : {};
  const found = await database.prisma.apiKey.findMany({
    where: { AND: [organizationId === undefined ? {} : { organizationId }, matching, afterCursor(cursor)] },
    orderBy: newestFirst,
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  const ids = rows.map(({ id }) => id);
  const states = await readKeyStates(inPool(database.pool), ids, clock.now());
  return { data: rows.map((row) => viewOf(row, states.get(row.id) ?? "revoked")), next_cursor };
}

function viewOf(row: ApiKeyRow, status: string): OperatorKey {
  return {
    id: row.id,
    organization_id: row.organizationId,
    name: row.name,
    product: row.product,
    environment: row.environment,
    scopes: row.scopes,
    key_prefix: row.keyPrefix,
    hint: row.secretHint,
    status,
    created_at: wholeSecond(row.createdAt),
    expires_at: row.expiresAt ? wholeSecond(row.expiresAt) : null,
    last_used_at: row.lastUsedAt ? wholeSecond(row.lastUsedAt) : null,
  };
}

/** The key of any organization by its identifier; 404 when there is none. */
export async function findKeyByOperator(named: string): Promise<ApiKeyRow> {
  const key = await runtime().database.prisma.apiKey.findFirst({ where: keyNamed(named) });
  if (!key) throw noSuchKey();
  return key;
}

/** Revokes a key of any organization at once, as `endKey` says; its organization is told. 404 when there is none. */
export function revokeKeyByOperator(id: string, descendants: boolean): Promise<Revocation> {
  return runtime().changes.commit(async (tx) => {
    const key = await tx.apiKey.findUnique({ where: { id } });
    if (!key) throw noSuchKey();
    const actor = { actorId: operator, credentialId: null };
    return endKey(tx, key, actor, { descendants, told: { by: "command" } });
  });
}
