import "server-only";
import { type ProductId, productOfScope } from "@/lib/access/catalogue";
import { isLive } from "@/lib/access/key-life";
import { readKeyWindows } from "@/lib/access/key-limits";
import type { Lineage } from "@/lib/access/key-lineage";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { roleGrant, rolesAmong, scopesAmong } from "@/lib/access/scope-grants";
import type { ApiKey as ApiKeyRow, Prisma } from "@/lib/generated/prisma/client";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { changeCredits } from "@/lib/http/change-credits";
import { type PolicyBounds, policyBounds } from "@/lib/http/hold-policy";
import { holdRights } from "@/lib/http/hold-rights";
import type { PrismaSession } from "@/lib/platform/database";
import { onlyGiven } from "@/lib/platform/only-given";
import { wholeSecond } from "@/lib/platform/whole-second";
import { shortenDescendants } from "@/lib/tenancy/end-keys";
import { actedBy } from "@/lib/tenancy/events";
import { type Actor, recordKeyEvents } from "@/lib/tenancy/key-events";
import { lifetimeOf, roleGrants, storedWindows } from "./create-key";
import { requireKey } from "./find-key";
import { lineageOf, requireWithin, withinLife } from "./key-bounds";
import { type ApiKey, type ApiKeyChange, windowLine } from "./key-contract";
import { lineSubjects, ownerOf, tellCredits } from "./key-credits";
import { requirePower } from "./key-powers";
import { requireReach } from "./key-reach";
import { chosenEnd, chosenStart, requireSpan } from "./key-span";
import { viewOf } from "./key-view";

/**
 * Changes what is named of a key. Its secret goes on, and every process follows within a second. 404 for a key that the
 * caller may not see; 409 for one that has ended or is being replaced. 403 for one that is not theirs to change, and
 * for scopes or addresses beyond their role or the key's maker; 400 for an end beyond the organization's policy. Like a new one, it lives no longer than what made it,
 * and nothing that it made longer than it.
 */
export async function updateApiKey(
  principal: Principal,
  named: string,
  change: ApiKeyChange,
): Promise<{ data: ApiKey }> {
  const { changes, clock, database } = runtime();
  const nowMs = clock.now();
  const changed = await changes.commit(async (tx) => {
    // The key is held, so that a rotation at the same time copies either all of the change or none of it.
    const { id: keyId } = await requireKey(tx, principal, named);
    const holder = await holdRights(tx, principal, keyId);
    const key = await requireKey(tx, principal, keyId);
    const lineage = await lineageOf(tx, key, nowMs);
    const policy = await policyBounds(tx, key.organizationId, "key");
    const data = changeFor({ holder, lineage, policy, nowMs }, key, change);
    const row = await tx.apiKey.update({ where: { id: keyId }, data });
    const { credits } = change;
    const changed = credits === undefined ? null : await changeCredits(tx, ownerOf(key), credits, nowMs);
    const actor = actedBy(principal);
    await tellChanges(tx, actor, [{ change, key, row }]);
    if (changed) await tellCredits(tx, actor, [{ row, changed }]);
    const end = data.expiresAt;
    const ending = { actor, now: new Date(nowMs), with: keyId };
    const shortened = end ? await shortenDescendants(tx, { keyIds: [keyId] }, end, ending) : [];
    const line = changed ? await lineSubjects(tx, [key]) : [];
    return { result: row, subjects: [...[keyId, ...shortened].map((id) => `key:${id}`), ...line] };
  });
  return { data: await viewOf(database.prisma, principal, changed, nowMs) };
}

/** Whose change it is, and what bounds it. */
type Bounded = { holder: Principal; lineage: Lineage; policy: PolicyBounds; nowMs: number };

/** What a change makes of a key, as it is stored. Throws what a refused change is answered with. */
export function changeFor({ holder, lineage, policy, nowMs }: Bounded, key: ApiKeyRow, change: ApiKeyChange) {
  requirePower(holder, key, "update");
  requireChangeable(key, nowMs);
  const scopes = grantsAfter(holder, key, change);
  const { ip_allowlist: addresses, allowed_origins: origins } = change;
  requireWithin(lineage, { scopes, addresses, origins });
  const end = chosenEnd(change, nowMs);
  const expiresAt = end && withinLife(lineage, end.expiresAt);
  const notBefore = chosenStart(change.not_before, nowMs);
  requireSpan({ ...key, ...onlyGiven({ notBefore, expiresAt }) });
  if (expiresAt !== undefined) policy.requireLife({ createdAt: key.createdAt, expiresAt });
  return onlyGiven({
    name: change.name,
    scopes,
    ipAllowlist: addresses,
    allowedOrigins: origins,
    rateLimitPerMinute: change.rate_limit,
    windows: change.windows && storedWindows(change.windows),
    expiresAt,
    lifetimeSeconds: end && lifetimeOf(end, expiresAt ?? null, nowMs),
    notBefore,
    description: change.description,
    tags: change.tags && [...new Set(change.tags)],
    metadata: change.metadata as Prisma.InputJsonObject | undefined,
    disabledAt: disabledBy(change, key, nowMs),
  });
}

/** Since when a key is switched off after a change; undefined where that changes nothing. */
function disabledBy({ enabled }: ApiKeyChange, key: ApiKeyRow, nowMs: number): Date | null | undefined {
  if (enabled === undefined || enabled === (key.disabledAt === null)) return undefined;
  return enabled ? null : new Date(nowMs);
}

/** A key before and after a change of it. */
export type Changed = { change: ApiKeyChange; key: ApiKeyRow; row: ApiKeyRow };

/** Records changes. Whether a key works is an event of its own, which who watches over keys need not read out of others. */
export async function tellChanges(tx: PrismaSession, actor: Actor, changes: readonly Changed[]): Promise<void> {
  const rowsWhere = (holds: (changed: Changed) => boolean) => changes.filter(holds).map(({ row }) => row);
  const settingsIn = ({ change }: Changed) =>
    Object.keys(change)
      .filter((setting) => setting !== "enabled" && setting !== "credits")
      .toSorted();
  const byId = new Map(changes.map((changed) => [changed.row.id, changed]));
  const updated = rowsWhere((one) => settingsIn(one).length > 0);
  if (updated.length > 0) {
    await recordKeyEvents(tx, actor, "key.updated", updated, (row) => {
      const one = byId.get(row.id);
      const changed = one ? settingsIn(one) : [];
      return { changed, before: settingsOf(one?.key ?? row, changed), after: settingsOf(row, changed) };
    });
  }
  const disabled = rowsWhere(({ key, row }) => key.disabledAt === null && row.disabledAt !== null);
  if (disabled.length > 0) await recordKeyEvents(tx, actor, "key.disabled", disabled);
  const enabled = rowsWhere(({ key, row }) => key.disabledAt !== null && row.disabledAt === null);
  if (enabled.length > 0) await recordKeyEvents(tx, actor, "key.enabled", enabled);
}

/** Those of a key's settings that a change names, as the audit log keeps them. */
function settingsOf(key: ApiKeyRow, changed: readonly string[]): Record<string, string | number | string[] | null> {
  const settings = {
    name: key.name,
    scopes: scopesAmong(key.scopes),
    roles: rolesAmong(key.scopes),
    expires_at: key.expiresAt && wholeSecond(key.expiresAt),
    ip_allowlist: key.ipAllowlist,
    rate_limit: key.rateLimitPerMinute,
    windows: readKeyWindows(key.windows).map(windowLine),
    description: key.description,
    tags: key.tags,
    not_before: key.notBefore && wholeSecond(key.notBefore),
    allowed_origins: key.allowedOrigins,
  };
  // Metadata is the organization's own, and may be about people: that it changed is all that is told.
  const isNamed = (setting: string) =>
    changed.includes(setting) || (setting === "expires_at" && changed.includes("expires_in_days"));
  return Object.fromEntries(Object.entries(settings).filter(([setting]) => isNamed(setting)));
}

/** 409 for a key that has ended, or whose successor is the one to change. */
export function requireChangeable(key: ApiKeyRow, nowMs: number): void {
  if (!isLive(key, nowMs)) throw new ApiError("conflict", "This API key has ended; create a new one");
  // Its end is the end of the grace period, which a change of the expiry would undo.
  if (key.replacedById) throw new ApiError("conflict", "This API key was rotated; change its successor");
}

/** The scopes and roles that a key has after a change of either; undefined where neither is named. */
function grantsAfter(principal: Principal, key: ApiKeyRow, { scopes, roles }: ApiKeyChange): string[] | undefined {
  if (!scopes && !roles) return undefined;
  const product = key.product as ProductId;
  const field = scopes ? "scopes" : "roles";
  if (key.scopes.length === 0) throw invalidField(field, "the key acts as its user and has none");
  const foreign = scopes?.find((scope) => productOfScope(scope) !== product);
  if (foreign) throw invalidField("scopes", `${foreign} does not belong to ${product}`);
  const named = roles ? roleGrants(product, roles) : rolesAmong(key.scopes).map((role) => roleGrant(product, role));
  const grants = [...new Set([...named, ...(scopes ?? scopesAmong(key.scopes))])];
  // Without any it would stand for its maker, which is more.
  if (grants.length === 0) throw invalidField(field, "the key must keep a scope or a role");
  requireReach(principal, { product, environment: key.environment, scopes: grants });
  return grants;
}
