import "server-only";
import { runtime } from "@/lib/access/runtime";

/** A session as its token tells of it. */
export type TokenSession = { id: string; organizationId: string; expiresAt: Date };

/** The JWT of a session (documents 000 and 001; contract section 3): whose it is and which organization it acts for now. */
export function sessionToken(user: { id: string; email: string }, session: TokenSession): string {
  const { clock, jwts } = runtime();
  return jwts.sign({
    user_id: user.id,
    sub: user.id,
    email: user.email,
    org_id: session.organizationId,
    sid: session.id,
    iat: Math.floor(clock.now() / 1000),
    exp: Math.floor(session.expiresAt.getTime() / 1000),
  });
}
