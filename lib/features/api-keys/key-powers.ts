import "server-only";
import { managementProduct, type ProductId, roleReaches } from "@/lib/access/catalogue";
import type { Principal } from "@/lib/access/principal";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import type { KeyPower } from "./key-contract";
import { whyNotMake, whyNotReach } from "./key-reach";

type Key = Pick<ApiKeyRow, "createdById" | "product" | "environment" | "scopes" | "customerId">;

/**
 * What a caller may do with a key that they can see. Members act on the keys that they made, admins on all. But a key
 * without scopes stands for its maker: another who rotated it would receive a secret that acts as the maker. A rotation
 * hands out a secret, so it takes what making such a key takes.
 */
export function powersOver(principal: Principal, key: Key): KeyPower[] {
  const { userId, role, scopes, kind, instanceAdmin, customer, portal } = principal;
  // A credential of the deployment: every administrator may end it, whoever's organization it acts for.
  if (key.product === managementProduct) return instanceAdmin ? ["usage", "update", "rotate", "revoke"] : [];
  // The organization gave this very customer what the key holds: a rotation gives them no more.
  if (portal) return key.customerId !== null && key.customerId === customer?.id ? ["usage", "rotate", "revoke"] : [];
  const own = userId !== null && key.createdById === userId;
  // Its scopes, or its user, already bound what a key can see at all.
  const managed = own || scopes !== "all" || (role !== null && roleReaches(role, "admin"));
  if (!managed) return [];
  const shapes =
    (own || key.scopes.length > 0) && kind !== "user-key" && whyNotReach(principal, rightsOf(key)) === null;
  const rotates = shapes && whyNotMake(principal, rightsOf(key)) === null;
  return ["usage", ...(shapes ? ["update" as const] : []), ...(rotates ? ["rotate" as const] : []), "revoke"];
}

/** 403 with the reason where the caller may see a key but not do this with it. */
export function requirePower(principal: Principal, key: Key, power: KeyPower): void {
  if (powersOver(principal, key).includes(power)) return;
  throw new ApiError("forbidden", whyNotPower(principal, key));
}

function whyNotPower(principal: Principal, key: Key): string {
  if (!powersOver(principal, key).includes("usage")) {
    return "Only the maker of this key or an admin of the organization may do this";
  }
  if (key.scopes.length === 0 && key.createdById !== principal.userId) {
    return "This key stands for its maker, who alone may change or rotate it; revoke it instead";
  }
  return whyNotMake(principal, rightsOf(key)) ?? "You may not do this with the key";
}

function rightsOf({ product, scopes, environment }: Key) {
  return { product: product as ProductId, scopes, environment };
}
