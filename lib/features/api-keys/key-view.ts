import "server-only";
import type { Environment, ProductId } from "@/lib/access/catalogue";
import { type Principal, tenantIdOf } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import type { ApiKey, CreatedApiKey } from "./contract";
import { powersOver } from "./key-powers";

/** Stored keys of the caller's organization as clients see them, in the same order. */
export async function viewsOf(principal: Principal, keys: readonly ApiKeyRow[], nowMs: number): Promise<ApiKey[]> {
  const ids = [...new Set(keys.flatMap(({ createdById }) => (createdById ? [createdById] : [])))];
  const { prisma } = runtime().database;
  const makers =
    ids.length > 0 ? await prisma.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } }) : [];
  const byId = new Map(makers.map((maker) => [maker.id, maker]));
  return keys.map((key) => viewBy(principal, key, byId.get(key.createdById ?? "") ?? null, nowMs));
}

/** One key in the same way. */
export async function viewOf(principal: Principal, key: ApiKeyRow, nowMs: number): Promise<ApiKey> {
  const [view] = await viewsOf(principal, [key], nowMs);
  if (!view) throw new Error("a key has a view");
  return view;
}

/** Everything but the secret's hash. */
function viewBy(principal: Principal, key: ApiKeyRow, createdBy: ApiKey["createdBy"], nowMs: number): ApiKey {
  return {
    id: key.id,
    keyId: key.id,
    tenantId: tenantIdOf(principal),
    name: key.name,
    product: key.product as ProductId,
    environment: key.environment as Environment,
    scopes: key.scopes,
    keyPrefix: key.keyPrefix,
    hint: key.secretHint,
    status: statusOf(key, nowMs),
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    lastUsedIp: key.lastUsedIp,
    revokedAt: key.revokedAt?.toISOString() ?? null,
    ipAllowlist: key.ipAllowlist,
    rateLimit: key.rateLimitPerMinute,
    replacedBy: key.replacedById,
    createdBy,
    youMay: powersOver(principal, key),
  };
}

/** A new key in both documented shapes, with its secret. */
export async function createdViewOf(
  principal: Principal,
  key: ApiKeyRow,
  secret: string,
  nowMs: number,
): Promise<CreatedApiKey> {
  const data = await viewOf(principal, key, nowMs);
  return {
    data: { ...data, plainKey: secret },
    api_key: {
      id: data.id,
      name: data.name,
      key_prefix: data.keyPrefix,
      created_at: data.createdAt,
      last_used_at: null,
      expires_at: data.expiresAt,
    },
    key: secret,
  };
}

function statusOf({ revokedAt, expiresAt }: ApiKeyRow, nowMs: number): ApiKey["status"] {
  if (revokedAt) return "revoked";
  return expiresAt && expiresAt.getTime() <= nowMs ? "expired" : "active";
}
