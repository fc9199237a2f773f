import "server-only";
import type { Environment, ProductId } from "@/lib/access/catalogue";
import { type Principal, tenantIdOf } from "@/lib/access/principal";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import type { ApiKey, CreatedApiKey } from "./contract";

/** A stored key of the caller's organization as clients see it: everything but the secret's hash. */
export function viewOf(principal: Principal, key: ApiKeyRow, nowMs: number): ApiKey {
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
  };
}

/** A new key in both documented shapes, with its secret. */
export function createdViewOf(principal: Principal, key: ApiKeyRow, secret: string, nowMs: number): CreatedApiKey {
  const data = viewOf(principal, key, nowMs);
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
