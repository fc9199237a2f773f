import "server-only";
import { rolesAmong, scopesAmong } from "@/lib/access/scope-grants";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { wholeSecond } from "@/lib/platform/whole-second";
import { type NewEvent, recordEvents } from "./events";

type KeyEvent =
  | "key.created"
  | "key.updated"
  | "key.disabled"
  | "key.enabled"
  | "key.rotated"
  | "key.revoked"
  | "key.expiring"
  | "key.leaked"
  | "key.credits_changed"
  | "key.credits_exhausted";

/** Who did it; null for the product itself. */
export type Actor = { actorId: string | null; credentialId: string | null };

/** Records what happened to keys, in each key's own organization and environment: what a list shows of the key, and `more`. */
export async function recordKeyEvents(
  tx: PrismaSession,
  { actorId, credentialId }: Actor,
  type: KeyEvent,
  keys: readonly ApiKeyRow[],
  more: NewEvent["data"] | ((key: ApiKeyRow) => NewEvent["data"]) = {},
): Promise<void> {
  const places = new Map<string, ApiKeyRow[]>();
  for (const key of keys) {
    const place = `${key.organizationId} ${key.environment}`;
    places.set(place, [...(places.get(place) ?? []), key]);
  }
  for (const own of places.values()) {
    const [first] = own;
    if (!first) continue;
    const { organizationId, environment } = first;
    const about = own.map((key) => ({
      subjectId: key.id,
      // One without scopes stands for a user, who is nobody's customer to be told of.
      customerId: key.scopes.length > 0 ? key.customerId : null,
      data: { ...dataOf(key), ...(typeof more === "function" ? more(key) : more) },
    }));
    const shared = { actorId, credentialId, organizationId, environment, type };
    await recordEvents(tx, shared, about);
  }
}

function dataOf({ id, name, product, environment, scopes, keyPrefix, expiresAt }: ApiKeyRow) {
  return {
    key_id: id,
    name,
    product,
    environment,
    scopes: scopesAmong(scopes),
    ...(rolesAmong(scopes).length > 0 ? { roles: rolesAmong(scopes) } : {}),
    key_prefix: keyPrefix,
    expires_at: expiresAt ? wholeSecond(expiresAt) : null,
  };
}
