import "server-only";
import { inSession } from "@/lib/access/key-lineage";
import type { Principal } from "@/lib/access/principal";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { wholeSecond } from "@/lib/platform/whole-second";
import { readKeyStates } from "@/lib/tenancy/key-standing";
import { readLeaks } from "@/lib/tenancy/leaks";
import type { CreatedManagementKey, ManagementKey } from "./management-contract";
import { endingUnreplaced } from "./replaced-keys";

/** Stored management keys as administrators see them, in the same order. */
export async function managementViewsOf(
  tx: PrismaSession,
  keys: readonly ApiKeyRow[],
  nowMs: number,
): Promise<ManagementKey[]> {
  const userIds = [
    ...new Set(keys.flatMap(({ createdById, vouchedById }) => [createdById ?? [], vouchedById ?? []]).flat()),
  ];
  const organizationIds = [...new Set(keys.map(({ organizationId }) => organizationId))];
  const select = { id: true, name: true } as const;
  const ids = keys.map(({ id }) => id);
  const states = await readKeyStates(inSession(tx), ids, nowMs);
  const unreplaced = await endingUnreplaced(tx, keys, nowMs);
  const leaks = await readLeaks(tx, organizationIds, ids);
  const users = await tx.user.findMany({ where: { id: { in: userIds } }, select });
  const organizations = await tx.organization.findMany({ where: { id: { in: organizationIds } }, select });
  const userBy = (id: string | null) => users.find((user) => user.id === id) ?? null;
  return keys.map((key) => ({
    id: key.id,
    name: key.name,
    hint: key.secretHint,
    scopes: key.scopes,
    products: key.managedProducts.length > 0 ? key.managedProducts : null,
    organization: organizations.find(({ id }) => id === key.organizationId) ?? { id: key.organizationId, name: "" },
    // One that is gone was revoked a moment ago.
    status: states.get(key.id) ?? "revoked",
    leak: leaks.get(key.id) ?? null,
    ip_allowlist: key.ipAllowlist,
    created_at: wholeSecond(key.createdAt),
    expires_at: key.expiresAt && wholeSecond(key.expiresAt),
    revoked_at: key.revokedAt?.toISOString() ?? null,
    last_used_at: key.lastUsedAt && wholeSecond(key.lastUsedAt),
    last_used_ip: key.lastUsedIp,
    created_by: userBy(key.createdById),
    vouched_by: userBy(key.vouchedById),
    replaced_by: key.replacedById,
    ends_unreplaced: unreplaced.has(key.id),
  }));
}

/** One of them. */
export async function managementViewOf(tx: PrismaSession, key: ApiKeyRow, nowMs: number): Promise<ManagementKey> {
  const [view] = await managementViewsOf(tx, [key], nowMs);
  if (!view) throw new Error("a key has a view");
  return view;
}

/** A new one with its secret. */
export async function createdManagementViewOf(
  tx: PrismaSession,
  _principal: Principal,
  key: ApiKeyRow,
  secret: string,
  nowMs: number,
): Promise<CreatedManagementKey> {
  return { data: await managementViewOf(tx, key, nowMs), key: secret };
}
