import "server-only";
import type { ProductId } from "@/lib/access/catalogue";
import type { KeyState } from "@/lib/access/key-life";
import { readKeyWindows } from "@/lib/access/key-limits";
import { inSession } from "@/lib/access/key-lineage";
import { type LifeRule, policyEndMs } from "@/lib/access/policy-rules";
import { type Principal, tenantIdOf } from "@/lib/access/principal";
import { rolesAmong, scopesAmong } from "@/lib/access/scope-grants";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import type { Credits } from "@/lib/http/credits";
import { creditViews } from "@/lib/http/credits-view";
import type { PrismaSession } from "@/lib/platform/database";
import { wholeSecond } from "@/lib/platform/whole-second";
import { readKeyStates } from "@/lib/tenancy/key-standing";
import { type KnownLeak, readLeaks } from "@/lib/tenancy/leaks";
import { lifeRuleOf, readPolicy } from "@/lib/tenancy/policy";
import type { ApiKey, CreatedApiKey } from "./key-contract";
import { powersOver } from "./key-powers";
import { endingUnreplaced } from "./replaced-keys";

/** Stored keys of the caller's organization as clients see them, in the same order; a new key's in its own transaction. */
export async function viewsOf(
  prisma: PrismaSession,
  principal: Principal,
  keys: readonly ApiKeyRow[],
  nowMs: number,
): Promise<ApiKey[]> {
  const known = await readReferences(prisma, principal.organizationId, keys, nowMs);
  return keys.map((key) => viewBy(principal, key, known));
}

/** How keys do, and whom and what they refer to. */
async function readReferences(
  prisma: PrismaSession,
  organizationId: string,
  keys: readonly ApiKeyRow[],
  nowMs: number,
): Promise<Known> {
  const userIds = named(keys.flatMap(({ createdById, vouchedById }) => [createdById, vouchedById]));
  const keyIds = named(keys.map(({ createdByKeyId }) => createdByKeyId));
  const tokenIds = named(keys.map(({ createdByTokenId }) => createdByTokenId));
  const customerIds = named(keys.map(({ customerId }) => customerId));
  const ids = keys.map(({ id }) => id);
  const holders = keys.map(({ lineId: holder, environment }) => ({ holder, environment }));
  const [policy, states, unreplaced, leaks, credits, users, makers, tokens, customers] = await Promise.all([
    readPolicy(prisma, organizationId),
    readKeyStates(inSession(prisma), ids, nowMs),
    endingUnreplaced(prisma, keys, nowMs),
    readLeaks(prisma, [organizationId], ids),
    creditViews(prisma, "key", holders, nowMs),
    userIds.length > 0
      ? prisma.user.findMany({ where: { id: { in: userIds } }, select: { id: true, name: true } })
      : [],
    keyIds.length > 0
      ? prisma.apiKey.findMany({ where: { id: { in: keyIds } }, select: { id: true, name: true } })
      : [],
    tokenIds.length > 0
      ? prisma.personalAccessToken.findMany({ where: { id: { in: tokenIds } }, select: { id: true, name: true } })
      : [],
    customerIds.length > 0
      ? prisma.customer.findMany({
          where: { organizationId, id: { in: customerIds } },
          select: { id: true, externalId: true, name: true },
        })
      : [],
  ]);
  return {
    rule: lifeRuleOf(policy, "key"),
    states,
    unreplaced,
    leaks,
    credits,
    users: new Map(users.map((user) => [user.id, user])),
    keys: new Map(makers.map((maker) => [maker.id, maker])),
    tokens: new Map(tokens.map((token) => [token.id, token])),
    customers: new Map(customers.map(({ id, externalId, name }) => [id, { id, external_id: externalId, name }])),
  };
}

type Named = { id: string; name: string };
/** Whom and what keys refer to. */
type Known = {
  rule: LifeRule;
  states: ReadonlyMap<string, KeyState>;
  unreplaced: ReadonlySet<string>;
  leaks: ReadonlyMap<string, KnownLeak>;
  /** By line. */
  credits: ReadonlyMap<string, Credits>;
  users: ReadonlyMap<string, Named>;
  keys: ReadonlyMap<string, Named>;
  tokens: ReadonlyMap<string, Named>;
  customers: ReadonlyMap<string, NonNullable<ApiKey["customer"]>>;
};

function named(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.flatMap((id) => id ?? []))];
}

function referenceTo(known: ReadonlyMap<string, Named>, id: string | null): Named | null {
  const found = known.get(id ?? "");
  return found ? { id: found.id, name: found.name } : null;
}

/** One key in the same way. */
export async function viewOf(
  prisma: PrismaSession,
  principal: Principal,
  key: ApiKeyRow,
  nowMs: number,
): Promise<ApiKey> {
  const [view] = await viewsOf(prisma, principal, [key], nowMs);
  if (!view) throw new Error("a key has a view");
  return view;
}

/** Everything but the secret's hash. */
function viewBy(principal: Principal, key: ApiKeyRow, known: Known): ApiKey {
  const stopMs = policyEndMs(key, known.rule);
  return {
    id: key.id,
    keyId: key.id,
    tenantId: tenantIdOf(principal),
    name: key.name,
    product: key.product as ProductId,
    environment: key.environment,
    scopes: scopesAmong(key.scopes),
    roles: rolesAmong(key.scopes),
    keyPrefix: key.keyPrefix,
    hint: key.secretHint,
    // One that is gone was revoked a moment ago.
    status: known.states.get(key.id) ?? "revoked",
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    lastUsedIp: key.lastUsedIp,
    revokedAt: key.revokedAt?.toISOString() ?? null,
    policyEndsAt: stopMs === null ? null : new Date(stopMs).toISOString(),
    leak: known.leaks.get(key.id) ?? null,
    ipAllowlist: key.ipAllowlist,
    rateLimit: key.rateLimitPerMinute,
    windows: readKeyWindows(key.windows),
    credits: known.credits.get(key.lineId) ?? null,
    description: key.description,
    tags: key.tags,
    // What is stored there is an object.
    metadata: key.metadata as Record<string, unknown>,
    enabled: key.disabledAt === null,
    notBefore: key.notBefore?.toISOString() ?? null,
    allowedOrigins: key.allowedOrigins,
    replacedBy: key.replacedById,
    endsUnreplaced: known.unreplaced.has(key.id),
    createdBy: referenceTo(known.users, key.createdById),
    createdByKey: referenceTo(known.keys, key.createdByKeyId),
    createdByToken: referenceTo(known.tokens, key.createdByTokenId),
    customer: known.customers.get(key.customerId ?? "") ?? null,
    vouchedBy: referenceTo(known.users, key.vouchedById),
    api_key: {
      id: key.uuid,
      name: key.name,
      key_prefix: key.keyPrefix,
      created_at: wholeSecond(key.createdAt),
      last_used_at: key.lastUsedAt ? wholeSecond(key.lastUsedAt) : null,
      expires_at: key.expiresAt ? wholeSecond(key.expiresAt) : null,
    },
    youMay: powersOver(principal, key),
  };
}

/** A new key in both documented shapes, with its secret. */
export async function createdViewOf(
  tx: PrismaSession,
  principal: Principal,
  key: ApiKeyRow,
  secret: string,
  nowMs: number,
): Promise<CreatedApiKey> {
  const data = await viewOf(tx, principal, key, nowMs);
  return { data: { ...data, plainKey: secret }, api_key: data.api_key, key: secret };
}
