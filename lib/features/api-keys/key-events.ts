import "server-only";
import type { Environment } from "@/lib/access/catalogue";
import type { Principal } from "@/lib/access/principal";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { actedBy, type NewEvent, recordEvents } from "@/lib/tenancy/events";

type KeyEvent = "key.created" | "key.updated" | "key.rotated" | "key.revoked";

/** Records what happened to a key, in the key's own environment, whoever did it: what a list shows of the key, and `more`. */
export function recordKeyEvent(
  tx: PrismaSession,
  principal: Principal,
  type: KeyEvent,
  key: ApiKeyRow,
  more: NewEvent["data"] = {},
): Promise<void> {
  return recordKeyEvents(tx, principal, type, [key], more);
}

/** Records that the same happened to several keys, one event each. */
export async function recordKeyEvents(
  tx: PrismaSession,
  principal: Principal,
  type: KeyEvent,
  keys: readonly ApiKeyRow[],
  more: NewEvent["data"] = {},
): Promise<void> {
  for (const environment of new Set(keys.map((key) => key.environment as Environment))) {
    const own = keys.filter((key) => key.environment === environment);
    const about = own.map((key) => ({ subjectId: key.id, data: { ...dataOf(key), ...more } }));
    await recordEvents(tx, { ...actedBy(principal), environment, type }, about);
  }
}

function dataOf({ id, name, product, environment, scopes, keyPrefix, expiresAt }: ApiKeyRow) {
  return {
    key_id: id,
    name,
    product,
    environment,
    scopes,
    key_prefix: keyPrefix,
    expires_at: expiresAt?.toISOString() ?? null,
  };
}
