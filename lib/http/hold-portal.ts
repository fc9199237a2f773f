import "server-only";
import { isLive } from "@/lib/access/key-life";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { ApiError } from "./api-error";
import { portalClosed } from "./portal-cookie";

type Key = { isMaker: boolean; revokedAt: Date | null; expiresAt: Date | null; disabledAt: Date | null };

/**
 * Holds a customer's portal session until the transaction ends, with the customer, the management key that made it and the keys
 * that are to be changed, in the order in which others take them. 401 where the session has ended since the request came in.
 */
export async function holdPortal(
  tx: PrismaSession,
  { credentialId, organizationId, customer, portal }: Principal,
  keyIds: string | readonly string[],
): Promise<void> {
  const held = await tx.$queryRaw<object[]>`
    SELECT FROM customers
     WHERE id = ${customer?.id ?? ""} AND organization_id = ${organizationId} AND suspended_at IS NULL FOR KEY SHARE`;
  const [session] = await tx.$queryRaw<{ endedAt: Date | null; expiresAt: Date }[]>`
    SELECT ended_at AS "endedAt", expires_at AS "expiresAt" FROM portal_sessions
     WHERE id = ${credentialId} AND organization_id = ${organizationId} FOR SHARE`;
  const nowMs = runtime().clock.now();
  const isOpen = session && session.endedAt === null && session.expiresAt.getTime() > nowMs;
  if (held.length === 0 || !isOpen) throw closed();
  const makerId = portal?.makerKeyId ?? null;
  const ids = [keyIds, makerId ?? []].flat();
  if (ids.length === 0) return;
  const keys = await tx.$queryRaw<Key[]>`
    WITH makers AS (SELECT line_id FROM api_keys WHERE id = ${makerId}::text)
    SELECT line_id IN (SELECT line_id FROM makers) AS "isMaker", revoked_at AS "revokedAt", expires_at AS "expiresAt",
           disabled_at AS "disabledAt"
      FROM api_keys WHERE id = ANY (${ids}::text[]) OR line_id IN (SELECT line_id FROM makers) ORDER BY id FOR UPDATE`;
  if (makerId === null) return;
  // A rotation goes on for what the key before it made.
  if (!keys.some((key) => key.isMaker && key.disabledAt === null && isLive(key, nowMs))) throw closed();
}

function closed(): ApiError {
  return new ApiError("unauthenticated", portalClosed);
}
