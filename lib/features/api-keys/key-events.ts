import "server-only";
import type { Environment } from "@/lib/access/catalogue";
import { actedBy, type NewEvent, recordEvent } from "@/lib/access/events";
import type { Principal } from "@/lib/access/principal";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";

type KeyEvent = "key.created" | "key.updated" | "key.rotated" | "key.revoked";

/** Records what happened to a key, in the key's own environment, whoever did it: what a list shows of the key, and `more`. */
export async function recordKeyEvent(
  tx: PrismaSession,
  principal: Principal,
  type: KeyEvent,
  key: ApiKeyRow,
  more: NewEvent["data"] = {},
): Promise<void> {
  const { id, name, product, environment, scopes, keyPrefix, expiresAt } = key;
  await recordEvent(tx, {
    ...actedBy(principal),
    environment: environment as Environment,
    type,
    subjectId: id,
    data: {
      key_id: id,
      name,
      product,
      environment,
      scopes,
      key_prefix: keyPrefix,
      expires_at: expiresAt?.toISOString() ?? null,
      ...more,
    },
  });
}
