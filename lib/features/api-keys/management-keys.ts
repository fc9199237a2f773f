import "server-only";
import { managementProduct } from "@/lib/access/catalogue";
import type { KeyState } from "@/lib/access/key-life";
import { inPool } from "@/lib/access/key-lineage";
import { dayMs } from "@/lib/access/limit-windows";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { policyBounds } from "@/lib/http/hold-policy";
import { holdRights } from "@/lib/http/hold-rights";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import { inTransaction } from "@/lib/platform/transaction";
import { actedBy } from "@/lib/tenancy/events";
import { recordKeyEvents } from "@/lib/tenancy/key-events";
import { readKeyStates } from "@/lib/tenancy/key-standing";
import type { RotateRequest } from "./contract";
import { secondsUntil, voucherOf } from "./create-key";
import { requireKey } from "./find-key";
import { insertKey } from "./insert-key";
import { requireRoom } from "./key-room";
import type { CreatedManagementKey, ManagementKey, ManagementKeyQuery, NewManagementKey } from "./management-contract";
import { createdManagementViewOf, managementViewOf, managementViewsOf } from "./management-view";
import { revokeApiKey } from "./revoke-key";
import { rotateWithin } from "./rotate-key";

// What reads and ends here crosses tenants: it is for administrators of the deployment alone, which every contract demands.

const reach = { product: managementProduct };

/** Makes a management key for the organization that the administrator acts for, and returns its secret, this once. */
export function createManagementKey(
  principal: UserPrincipal,
  { name, scopes, products, expires_in_days: days, ip_allowlist: ipAllowlist = [] }: NewManagementKey,
): Promise<CreatedManagementKey> {
  const nowMs = runtime().clock.now();
  const { organizationId, userId } = principal;
  return inTransaction(runtime(), async (tx) => {
    const holder = await holdRights(tx, principal);
    const expiresAt = days === undefined ? null : new Date(nowMs + days * dayMs);
    const policy = await policyBounds(tx, organizationId, "key");
    policy.requireMaker(holder, "production");
    policy.requireLife({ createdAt: new Date(nowMs), expiresAt });
    await requireRoom(tx, { organizationId, environment: "production" }, nowMs);
    const { row, secret } = await insertKey(tx, nowMs, {
      organizationId,
      createdById: userId,
      createdByKeyId: null,
      createdByTokenId: null,
      vouchedById: voucherOf(principal, managementProduct),
      name,
      product: managementProduct,
      environment: "production",
      scopes: [...new Set(scopes)],
      managedProducts: [...new Set(products ?? [])],
      ipAllowlist,
      rateLimitPerMinute: null,
      expiresAt,
      lifetimeSeconds: secondsUntil(expiresAt, nowMs),
    });
    await recordKeyEvents(tx, actedBy(principal), "key.created", [row], { products: row.managedProducts });
    return createdManagementViewOf(tx, principal, row, secret, nowMs);
  });
}

/** A page of all management keys of the deployment, newest first. */
export async function listManagementKeys({
  status,
  limit,
  cursor,
}: ManagementKeyQuery): Promise<{ data: ManagementKey[]; next_cursor: string | null }> {
  const { database, clock } = runtime();
  const nowMs = clock.now();
  const inState = status ? { id: { in: await idsInState(status, nowMs) } } : {};
  const found = await database.prisma.apiKey.findMany({
    where: { AND: [reach, inState, afterCursor(cursor)] },
    orderBy: newestFirst,
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  return { data: await managementViewsOf(database.prisma, rows, nowMs), next_cursor };
}

/** There are few of them, and what state they are in is not in their rows alone. */
async function idsInState(status: KeyState, nowMs: number): Promise<string[]> {
  const { database } = runtime();
  const all = await database.prisma.apiKey.findMany({ where: reach, select: { id: true } });
  const ids = all.map(({ id }) => id);
  const states = await readKeyStates(inPool(database.pool), ids, nowMs);
  return ids.filter((id) => states.get(id) === status);
}

/** One management key; 404 where there is none. */
export async function readManagementKey(principal: UserPrincipal, id: string): Promise<{ data: ManagementKey }> {
  const { database, clock } = runtime();
  const row = await requireKey(database.prisma, principal, id, reach);
  return { data: await managementViewOf(database.prisma, row, clock.now()) };
}

/** Replaces a management key, as any key is; whoever rotates it answers for it from now on. */
export function rotateManagementKey(
  principal: UserPrincipal,
  id: string,
  request: Pick<RotateRequest, "grace_period_seconds">,
): Promise<CreatedManagementKey> {
  return rotateWithin(principal, id, request, { reach, view: createdManagementViewOf });
}

/** Revokes a management key at once, in every process. */
export async function revokeManagementKey(principal: UserPrincipal, id: string): Promise<void> {
  await revokeApiKey(principal, { keyId: id }, reach);
}
