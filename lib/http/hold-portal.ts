import "server-only";
import { isLive } from "@/lib/access/key-life";
import { inSession } from "@/lib/access/key-lineage";
import { policyEndSql, policyJoinSql } from "@/lib/access/policy-rules";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { ApiError } from "./api-error";
import { portalClosed } from "./portal-cookie";

type Key = { revokedAt: Date | null; expiresAt: Date | null; disabledAt: Date | null };

/**
 * Holds a customer's portal session until the transaction ends. So are the management key that made it, the customer
 * and the keys that are to be changed, in the order in which others take them. 401 where the session has ended since
 * the request came in.
 */
export async function holdPortal(
  tx: PrismaSession,
  { credentialId, organizationId, customer, portal }: Principal,
  keyIds: string | readonly string[],
): Promise<void> {
  const makerId = portal?.makerKeyId ?? null;
  if (makerId !== null && !(await holdMaker(tx, makerId))) throw closed();
  const held = await tx.$queryRaw<object[]>`
    SELECT FROM customers
     WHERE id = ${customer?.id ?? ""} AND organization_id = ${organizationId} AND suspended_at IS NULL FOR KEY SHARE`;
  const [session] = await tx.$queryRaw<{ endedAt: Date | null; expiresAt: Date }[]>`
    SELECT ended_at AS "endedAt", expires_at AS "expiresAt" FROM portal_sessions
     WHERE id = ${credentialId} AND organization_id = ${organizationId} FOR SHARE`;
  const isOpen = session && session.endedAt === null && session.expiresAt.getTime() > runtime().clock.now();
  if (held.length === 0 || !isOpen) throw closed();
  const ids = [keyIds].flat();
  if (ids.length > 0) await tx.$queryRaw`SELECT FROM api_keys WHERE id = ANY (${ids}::text[]) ORDER BY id FOR UPDATE`;
}

/**
 * Holds the line of a management key, so that none of it ends meanwhile, and lets other portals of it work beside. Whether one of it
 * lives, by its own end and its policy's: a rotation goes on for what the key before it made.
 */
async function holdMaker(tx: PrismaSession, makerId: string): Promise<boolean> {
  const line = await inSession(tx)<Key>(
    `SELECT k.revoked_at AS "revokedAt", ${policyEndSql("k", "key")} AS "expiresAt", k.disabled_at AS "disabledAt"
       FROM api_keys k ${policyJoinSql("k.organization_id")}
      WHERE k.line_id = (SELECT line_id FROM api_keys WHERE id = $1) ORDER BY k.id FOR SHARE OF k`,
    [makerId],
  );
  const nowMs = runtime().clock.now();
  return line.some((key) => key.disabledAt === null && isLive(key, nowMs));
}

function closed(): ApiError {
  return new ApiError("unauthenticated", portalClosed);
}
