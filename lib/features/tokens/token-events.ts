import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import type { PersonalAccessToken } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { wholeSecond } from "@/lib/platform/whole-second";
import { actedBy, type NewEvent, recordEvent } from "@/lib/tenancy/events";

/** The organization that the token is for hears of it. */
export async function recordTokenEvent(
  tx: PrismaSession,
  principal: UserPrincipal,
  type: "token.created" | "token.updated" | "token.revoked",
  { id, organizationId, userId, name, expiresAt }: PersonalAccessToken,
  more: NewEvent["data"] = {},
): Promise<void> {
  await recordEvent(tx, {
    ...actedBy(principal),
    organizationId,
    type,
    subjectId: id,
    data: { token_id: id, user_id: userId, name, expires_at: wholeSecond(expiresAt), ...more },
  });
}
