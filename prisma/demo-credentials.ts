import "server-only";
import {
  limitsOf,
  type PlanId,
  type ProductId,
  patFormat,
  type ScopeId,
  scopeDefinitionsOf,
} from "@/lib/access/catalogue";
import { generateCredential, hintOf } from "@/lib/access/credential-format";
import { dayMs } from "@/lib/access/limit-windows";
import type { PlanBucket } from "@/lib/access/limiter";
import type { Peppers } from "@/lib/access/peppers";
import * as accounts from "@/lib/features/accounts/contract";
import * as apiKeys from "@/lib/features/api-keys/contract";
import { secondsUntil } from "@/lib/features/api-keys/create-key";
import { insertKey } from "@/lib/features/api-keys/insert-key";
import { giveCredits } from "@/lib/features/api-keys/key-credits";
import * as memories from "@/lib/features/memories/contract";
import * as prompts from "@/lib/features/prompts/contract";
import { type Contract, endpointOf } from "@/lib/http/contract";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import type { DemoKey } from "./demo-key";
import type { DemoToken } from "./demo-organizations";
import type { Traffic } from "./demo-usage";
import { tagsOf } from "./demo-usage-tags";

/** Whose credentials are written, and what is needed for it. */
export type DemoOwner = {
  id: string;
  /** Who makes the keys and tokens; absent for a personal organization, which carries its user's id. */
  makerId?: string;
  plan: PlanId;
  nowMs: number;
  peppers: Peppers;
};

/** What callers of a product call, and each endpoint's share. */
const readCalls: readonly Call[] = [
  [prompts.getPromptContract, 0.7],
  [prompts.listPromptsContract, 0.3],
  [memories.searchMemoriesContract, 0.8],
  [memories.listMemoriesContract, 0.2],
  [apiKeys.listApiKeysContract, 0.4],
  [accounts.userV1Contract, 0.6],
];
const writeCalls: readonly Call[] = [
  [prompts.getPromptContract, 0.75],
  [prompts.createVersionContract, 0.25],
  [memories.searchMemoriesContract, 0.6],
  [memories.createMemoryContract, 0.4],
];
type Call = readonly [contract: Contract, share: number];

const smallPerDay = 1_000;

/** Programs that were not told still call with an ended credential. */
const afterEnd = { share: 0.04, days: 25 };

/** Stores a demo key, and its successor where it was rotated; returns the requests that they make. */
export async function writeKey(tx: PrismaSession, owner: DemoOwner, key: DemoKey): Promise<Traffic[]> {
  const at = (daysAgo: number) => owner.nowMs - daysAgo * dayMs;
  const expiresAt = key.expiresIn === undefined ? null : new Date(at(-key.expiresIn));
  const fields = {
    organizationId: owner.id,
    createdById: owner.makerId ?? owner.id,
    createdByKeyId: null,
    createdByTokenId: null,
    vouchedById: null,
    name: key.name,
    product: key.product,
    environment: key.environment,
    scopes: scopesOf(key),
    ipAllowlist: [...(key.ipAllowlist ?? [])],
    rateLimitPerMinute: key.rateLimit ?? null,
    windows: [...(key.windows ?? [])],
    expiresAt,
    lifetimeSeconds: secondsUntil(expiresAt, at(key.age)),
  };
  const { row } = await insertKey(tx, at(key.age), fields);
  if (key.credits !== undefined) {
    const credits = { remaining: key.credits, refill: { amount: key.credits, on: 1 } };
    await giveCredits(tx, [{ key: row, credits }], at(key.age));
  }
  const busy = { fromMs: at(key.age - 0.1), untilMs: owner.nowMs, share: 1 };
  const callsOf = (id: string, spans: readonly Span[]) => spans.flatMap((span) => trafficOf(owner, key, id, span));
  if (key.rotated) {
    const { ago, graceDays } = key.rotated;
    const successor = await insertKey(tx, at(ago), { ...fields, lineId: row.lineId });
    const graceEndMs = at(ago - graceDays);
    await tx.apiKey.update({
      where: { id: row.id },
      data: { replacedById: successor.row.id, expiresAt: new Date(graceEndMs) },
    });
    return [
      ...callsOf(row.id, [
        { ...busy, untilMs: at(ago) },
        { fromMs: at(ago), untilMs: Math.min(graceEndMs, owner.nowMs), share: 0.15 },
      ]),
      ...callsOf(successor.row.id, [{ ...busy, fromMs: at(ago) }]),
    ];
  }
  if (key.revokedAgo !== undefined) {
    await tx.apiKey.update({ where: { id: row.id }, data: { revokedAt: new Date(at(key.revokedAgo)) } });
  }
  const endMs = at(key.revokedAgo ?? -(key.expiresIn ?? 0));
  if (endMs >= owner.nowMs) return callsOf(row.id, [busy]);
  const late = { fromMs: endMs, untilMs: Math.min(owner.nowMs, endMs + afterEnd.days * dayMs), share: afterEnd.share };
  return callsOf(row.id, [
    { ...busy, untilMs: endMs },
    { ...late, refused: true },
  ]);
}

/** Stores a demo token; returns the requests that it makes. */
export async function writeToken(tx: PrismaSession, owner: DemoOwner, token: DemoToken): Promise<Traffic[]> {
  const at = (daysAgo: number) => owner.nowMs - daysAgo * dayMs;
  const secret = generateCredential(patFormat);
  const expiresAt = new Date(at(-token.expiresIn));
  const revokedAt = token.revokedAgo === undefined ? null : new Date(at(token.revokedAgo));
  const { id } = await tx.personalAccessToken.create({
    data: {
      id: newId("tok"),
      userId: owner.makerId ?? owner.id,
      organizationId: owner.id,
      name: token.name,
      secretHash: owner.peppers.hash(secret),
      secretHint: hintOf(secret, patFormat),
      createdAt: new Date(at(token.age)),
      expiresAt,
      revokedAt,
    },
  });
  const untilMs = Math.min(owner.nowMs, expiresAt.getTime(), revokedAt?.getTime() ?? owner.nowMs);
  const { name, perDay } = token;
  const caller = { name, product: "account", environment: "production", perDay, rhythm: "spells" } as const;
  return trafficOf(owner, caller, id, { fromMs: at(token.age), untilMs, share: 1 });
}

type Span = { fromMs: number; untilMs: number; share: number; refused?: boolean };
type Caller = Pick<DemoKey, "name" | "product" | "environment" | "rights" | "rhythm" | "bursts" | "rateLimit"> & {
  perDay?: number | undefined;
};

function trafficOf(
  owner: DemoOwner,
  caller: Caller,
  credentialId: string,
  { refused, share, ...span }: Span,
): Traffic[] {
  const { name, perDay, rhythm = "office", bursts = false, environment } = caller;
  if (perDay === undefined) return [];
  // A tunnel key acts as its user, and what it calls belongs to the account.
  const product = caller.product === "tunnel" ? "account" : caller.product;
  const writes = product !== "account" && caller.rights !== "read";
  const calls = (writes ? writeCalls : readCalls).filter(([contract]) => contract.product === product);
  // A small caller calls one thing.
  const called = perDay < smallPerDay ? calls.slice(0, 1) : calls;
  return called.map(([contract, callShare], index) => ({
    ...span,
    organizationId: owner.id,
    product,
    environment,
    credentialId,
    endpoint: endpointOf(contract),
    tags: product === "prompts" && environment === "production" ? tagsOf({ name, rhythm }) : [],
    perDay: perDay * share * callShare,
    rhythm,
    bursts: bursts && index === 0 && !refused,
    buckets: refused ? null : bucketsOf(owner, product, caller, credentialId),
  }));
}

/** Whose counters the gate would count the requests on. */
function bucketsOf({ id, plan }: DemoOwner, product: ProductId, caller: Caller, credentialId: string): PlanBucket[] {
  const { environment, rateLimit } = caller;
  const limits = limitsOf(product, plan);
  const shared = limits?.burst ? [{ subject: `org:${id}`, product, environment, limits }] : [];
  if (rateLimit === undefined) return shared;
  const own = { perMinute: rateLimit, burst: rateLimit };
  return [...shared, { subject: `key:${credentialId}`, product: caller.product, environment, limits: own }];
}

function scopesOf({ product, rights }: DemoKey): ScopeId[] {
  const access = { read: ["read"], write: ["read", "write"], all: ["read", "write", "admin"] }[rights ?? "read"];
  return scopeDefinitionsOf(product)
    .filter((scope) => access.includes(scope.access))
    .map((scope) => scope.id as ScopeId);
}
