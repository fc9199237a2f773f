import "server-only";
import {
  type Environment,
  keyFormatOf,
  type ProductId,
  productOf,
  productOfScope,
  roleReaches,
} from "@/lib/access/catalogue";
import { takesCustomers } from "@/lib/access/customer";
import { actingRole, type Maker, makerOf, type Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { roleGrant } from "@/lib/access/scope-grants";
import type { WindowEntry } from "@/lib/access/window-entry";
import type { ApiKey as ApiKeyRow, Prisma } from "@/lib/generated/prisma/client";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { type PolicyBounds, policyBounds } from "@/lib/http/hold-policy";
import { holdRights } from "@/lib/http/hold-rights";
import { requireOwnTenant } from "@/lib/http/tenant";
import type { PrismaSession } from "@/lib/platform/database";
import { inTransaction } from "@/lib/platform/transaction";
import { holdCustomer } from "@/lib/tenancy/customers";
import { actedBy } from "@/lib/tenancy/events";
import { recordKeyEvents } from "@/lib/tenancy/key-events";
import { filledFrom, readTemplates } from "./from-template";
import { insertKey, type KeyFields } from "./insert-key";
import { boundBy } from "./key-bounds";
import type { CreatedApiKey, NewApiKey } from "./key-contract";
import { giveCredits } from "./key-credits";
import { requireMaking } from "./key-reach";
import { requireRoom } from "./key-room";
import { type ChosenEnd, chosenEnd, chosenStart, requireSpan } from "./key-span";
import { createdViewOf } from "./key-view";

/** Creates an API key and returns its secret, this once (contract section 5). */
export async function createApiKey(principal: Principal, asked: NewApiKey): Promise<CreatedApiKey> {
  const wanted = filledFrom(await readTemplates(runtime().database.prisma, principal, [asked]), asked);
  requireOwnTenant(principal, wanted.tenantId);
  const rights = resolveRights(wanted);
  requireMaking(principal, rights);
  const nowMs = runtime().clock.now();
  return inTransaction(runtime(), async (tx) => {
    const making = await beginMaking(tx, principal, nowMs);
    const { row, secret } = await makeKey(making, wanted, () =>
      requireRoom(tx, { organizationId: principal.organizationId, environment: rights.environment }, nowMs),
    );
    await recordKeyEvents(tx, actedBy(principal), "key.created", [row]);
    return createdViewOf(tx, principal, row, secret, nowMs);
  });
}

/** Who makes keys in a transaction, by what rights and under which policy. */
export type Making = {
  tx: PrismaSession;
  principal: Principal;
  /** The maker as of now; that stays so until the transaction ends. */
  holder: Principal;
  policy: PolicyBounds;
  nowMs: number;
  /** Who is told to have done it, where that is not the principal. */
  actor?: ReturnType<typeof actedBy>;
  /** What made the keys, where that is not the principal's credential. */
  maker?: Maker;
  /** Customers that are held already, by what the organization calls them; absent: each is looked up. */
  customers?: ReadonlyMap<string, string>;
};

/** Holds what the making of keys rests on until the transaction ends; 401 for a caller who has ended meanwhile. */
export async function beginMaking(tx: PrismaSession, principal: Principal, nowMs: number): Promise<Making> {
  const holder = await holdRights(tx, principal);
  return { tx, principal, holder, policy: await policyBounds(tx, principal.organizationId, "key"), nowMs };
}

/** What a key is to be, as it is stored, without its secret. Throws what a refused creation is answered with. */
export async function fieldsOf(making: Making, wanted: NewApiKey): Promise<KeyFields> {
  const { tx, principal, holder, policy, nowMs } = making;
  const rights = resolveRights(wanted);
  requireMaking(holder, rights);
  policy.requireMaker(holder, rights.environment);
  const end = chosenEnd(wanted, nowMs) ?? { expiresAt: null, lifetimeSeconds: null };
  const bounds = await boundBy(tx, principal, {
    ipAllowlist: wanted.ip_allowlist ?? [],
    allowedOrigins: wanted.allowed_origins ?? [],
    rateLimitPerMinute: wanted.rate_limit ?? null,
    expiresAt: end.expiresAt,
  });
  const notBefore = chosenStart(wanted.not_before, nowMs) ?? null;
  requireSpan({ notBefore, expiresAt: bounds.expiresAt });
  policy.requireLife({ createdAt: new Date(nowMs), expiresAt: bounds.expiresAt });
  return {
    ...rights,
    ...bounds,
    organizationId: principal.organizationId,
    createdById: principal.userId,
    ...(making.maker ?? makerOf(principal)),
    vouchedById: voucherOf(principal, rights.product),
    lifetimeSeconds: lifetimeOf(end, bounds.expiresAt, nowMs),
    name: wanted.name,
    description: wanted.description ?? "",
    tags: [...new Set(wanted.tags ?? [])],
    metadata: (wanted.metadata ?? {}) as Prisma.InputJsonObject,
    windows: storedWindows(wanted.windows ?? []),
    disabledAt: wanted.enabled === false ? new Date(nowMs) : null,
    notBefore,
    customerId: await customerFor(making, wanted, rights),
  };
}

/** Makes one key, where `room` finds a place for it. */
export async function makeKey(
  making: Making,
  wanted: NewApiKey,
  room: (environment: Environment) => Promise<void> | void,
): Promise<{ row: ApiKeyRow; secret: string }> {
  const fields = await fieldsOf(making, wanted);
  await room(fields.environment);
  const made = await insertKey(making.tx, making.nowMs, fields);
  await giveCredits(making.tx, [{ key: made.row, credits: wanted.credits }], making.nowMs);
  return made;
}

type Rights = { product: ProductId; environment: Environment; scopes: string[] };

/** Product, environment, scopes and roles from what was named: the product that owns the scopes, or the tunnel's when neither is. */
export function resolveRights({ product, environment, scopes, roles = [] }: NewApiKey): Rights {
  const owners = [...new Set((scopes ?? []).map(productOfScope))];
  if (owners.length > 1) throw invalidField("scopes", `belong to more than one product: ${owners.join(", ")}`);
  const owner = owners[0];
  if (owner && product && owner !== product) throw invalidField("scopes", `belong to ${owner}, not to ${product}`);
  const bare = environment === undefined && roles.length === 0;
  const chosen = owner ?? product ?? (bare ? "tunnel" : undefined);
  if (chosen === undefined) throw invalidField("scopes", "name the scopes of the key");
  const format = keyFormatOf(chosen, environment ?? "production");
  if (!format) throw invalidField("environment", `${chosen} keys have no ${environment} environment`);
  const named = roleGrants(chosen, roles);
  if (chosen !== "tunnel" && owner === undefined && named.length === 0)
    throw invalidField("scopes", `name the scopes of the ${chosen} key`);
  return { product: chosen, environment: format.environment, scopes: [...new Set([...named, ...(scopes ?? [])])] };
}

/** Roles as a key holds them; 400 for one that its product does not have. */
export function roleGrants(product: ProductId, roles: readonly string[]): string[] {
  const known = productOf(product).roles ?? [];
  const foreign = roles.find((role) => known.every(({ id }) => id !== role));
  if (foreign !== undefined) throw invalidField("roles", `${product} has no role ${foreign}`);
  return roles.map((role) => roleGrant(product, role));
}

/**
 * Whose key it is to be; null for the organization's own. 403 for who does not manage its keys: a customer's may have other limits
 * than the organization's.
 */
async function customerFor(
  { tx, holder, customers }: Making,
  { customer_id: customerId, external_id: externalId }: NewApiKey,
  { product, scopes }: Rights,
): Promise<string | null> {
  // Its session was made for one customer, who is held with it.
  if (holder.portal && holder.customer) return holder.customer.id;
  const field = customerId === undefined ? "external_id" : "customer_id";
  const named = customerId === undefined ? externalId && { externalId } : { customerId };
  if (!named) return null;
  if (customerId !== undefined && externalId !== undefined) throw invalidField(field, "name the customer once");
  if (scopes.length === 0) throw invalidField(field, "a customer's key names its scopes");
  // It would be a customer's to ask about everybody's keys, and to count on what the organization limits.
  if (!takesCustomers(product)) throw invalidField(field, `${product} keys are no customer's`);
  if (!roleReaches(actingRole(holder), "admin")) {
    throw new ApiError("forbidden", "Only an admin of the organization or a management key may name a customer");
  }
  const known = externalId === undefined ? undefined : customers?.get(externalId);
  if (known !== undefined) return known;
  const customer = await holdCustomer(tx, holder.organizationId, named);
  if (!customer) throw invalidField(field, "is no customer of the organization");
  return customer.id;
}

/** Whose being an administrator of the deployment a key of this product counts by. */
export function voucherOf({ userId }: Principal, product: ProductId): string | null {
  return productOf(product).instanceAdminOnly ? userId : null;
}

/** How long a key should live again after a rotation: as long as was asked for, or as its maker left it. */
export function lifetimeOf(asked: ChosenEnd, expiresAt: Date | null, nowMs: number): number | null {
  const isKept = asked.expiresAt?.getTime() === expiresAt?.getTime();
  return isKept ? asked.lifetimeSeconds : secondsUntil(expiresAt, nowMs);
}

/** Whole seconds until a key's expiry; null for a key that never expires. */
export function secondsUntil(expiresAt: Date | null, nowMs: number): number | null {
  return expiresAt && Math.floor((expiresAt.getTime() - nowMs) / 1000);
}

/** Windows as they are stored. */
export function storedWindows(windows: readonly WindowEntry[]): Prisma.InputJsonArray {
  return windows.map(({ name, limit, per, sliding }) => ({ name, limit, per, ...(sliding ? { sliding } : {}) }));
}
