import "server-only";
import type { Session } from "@/lib/generated/prisma/client";
import { wholeSecond } from "@/lib/platform/whole-second";

/** A session as its user and the deployment's administrators see it: where it is, not what it is known by. */
export function sessionView(row: Session) {
  return {
    id: row.id,
    kind: row.kind,
    created_at: wholeSecond(row.createdAt),
    expires_at: wholeSecond(row.expiresAt),
    last_used_at: row.lastUsedAt ? wholeSecond(row.lastUsedAt) : null,
    ip_address: row.lastUsedIp ?? row.ipAddress,
    user_agent: row.userAgent,
  };
}
