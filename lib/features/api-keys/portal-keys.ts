import "server-only";
import { isScopeId, productOf } from "@/lib/access/catalogue";
import type { PortalPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError, invalidField } from "@/lib/http/api-error";
import type { PrismaSession } from "@/lib/platform/database";
import { inTransaction } from "@/lib/platform/transaction";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { actedBy } from "@/lib/tenancy/events";
import { recordKeyEvents } from "@/lib/tenancy/key-events";
import { liveKeys } from "@/lib/tenancy/live-keys";
import { beginMaking, makeKey } from "./create-key";
import type { ApiKey, CreatedApiKey } from "./key-contract";
import { reachOf } from "./key-reach";
import { requireRoom } from "./key-room";
import { createdViewOf } from "./key-view";
import { listApiKeys } from "./list-keys";
import type { CreatedPortalKey, NewPortalKey, PortalKey, PortalRotation } from "./portal-contract";
import { revokeApiKey } from "./revoke-key";
import { rotateWithin } from "./rotate-key";

/** A page of the customer's keys, newest first; never a secret. */
export async function listPortalKeys(
  principal: PortalPrincipal,
  query: { limit: number; cursor?: string | undefined },
): Promise<{ data: PortalKey[]; next_cursor: string | null }> {
  const { data, next_cursor } = await listApiKeys(principal, query);
  return { data: data.map(viewOf), next_cursor };
}

/**
 * Makes a key of the customer's and returns its secret, this once. It holds no more than the portal's session may give, and ends with
 * the management key that made that. 403 for other scopes, 409 for a customer who has as many live keys as the session allows.
 */
export function createPortalKey(principal: PortalPrincipal, wanted: NewPortalKey): Promise<CreatedPortalKey> {
  const { organizationId, customer, portal } = principal;
  const unknown = wanted.scopes.find((scope) => !isScopeId(scope));
  if (unknown !== undefined) throw invalidField("scopes", `${unknown} is no scope`);
  // A session is of no environment: its customer chooses one for each key.
  const maker = { ...principal, environment: wanted.environment };
  const nowMs = runtime().clock.now();
  return inTransaction(runtime(), async (tx) => {
    const making = await beginMaking(tx, maker, nowMs);
    const { row, secret } = await makeKey(making, wanted, async (environment) => {
      await requireRoom(tx, { organizationId, environment }, nowMs);
      await requireOwnRoom(tx, { organizationId, customerId: customer.id, most: portal.maxKeys }, nowMs);
    });
    await recordKeyEvents(tx, actedBy(principal), "key.created", [row]);
    return createdOf(await createdViewOf(tx, principal, row, secret, nowMs));
  });
}

/**
 * Replaces one of the customer's keys, as `rotateApiKey` says, but for its end: the new one ends when the old one would have, so that
 * no trial is prolonged. While both work, each of their keys has at most one beside it: 409 for more.
 */
export async function rotatePortalKey(
  principal: PortalPrincipal,
  id: string,
  rotation: PortalRotation,
): Promise<CreatedPortalKey> {
  const { organizationId, customer, portal } = principal;
  const most = portal.maxKeys * 2;
  const created = await rotateWithin(principal, id, rotation, {
    reach: reachOf(principal),
    keepsEnd: true,
    view: createdViewOf,
    room: (tx, nowMs) => requireOwnRoom(tx, { organizationId, customerId: customer.id, most }, nowMs),
  });
  return createdOf(created);
}

/** Revokes one of the customer's keys at once; 404 for one that is not theirs. */
export async function revokePortalKey(principal: PortalPrincipal, id: string): Promise<void> {
  await revokeApiKey(principal, { keyId: id });
}

type Room = { organizationId: string; customerId: string; most: number };

/** 409 for a customer who has as many live keys as they may. None is added in a portal of theirs until the transaction ends. */
async function requireOwnRoom(
  tx: PrismaSession,
  { organizationId, customerId, most }: Room,
  nowMs: number,
): Promise<void> {
  await lockUntilCommit(tx, `portal-keys ${organizationId} ${customerId}`);
  const live = await tx.apiKey.count({ where: { organizationId, customerId, ...liveKeys(new Date(nowMs)) } });
  if (live < most) return;
  throw new ApiError(
    "conflict",
    `There are ${most} live keys already, which is the most; revoke one that is not needed`,
  );
}

function createdOf({ data, key }: CreatedApiKey): CreatedPortalKey {
  return { data: viewOf(data), key };
}

function viewOf(key: ApiKey): PortalKey {
  return {
    id: key.id,
    name: key.name,
    product: key.product,
    product_label: productOf(key.product).label,
    environment: key.environment,
    scopes: key.scopes,
    roles: key.roles,
    hint: key.hint,
    status: key.status,
    created_at: key.api_key.created_at,
    expires_at: key.api_key.expires_at,
    last_used_at: key.api_key.last_used_at,
    credits: key.credits,
    replaced_by: key.replacedBy,
    ends_unreplaced: key.endsUnreplaced,
  };
}
