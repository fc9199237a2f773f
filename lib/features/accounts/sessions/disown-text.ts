import "server-only";
import type { PrismaSession } from "@/lib/platform/database";
import { notMeLink } from "./not-me";
import type { SessionOrigin } from "./session-origin";

/** How a mail about an account ends that tells of a change: what its owner does if it was somebody else's, a session's or nobody's. */
export async function disownText(
  tx: PrismaSession,
  mailbox: { id: string; email: string },
  by: SessionOrigin | null,
): Promise<string> {
  return `If this was you, there is nothing to do. If it was not, say so here:

${await notMeLink(tx, mailbox, { sessionId: by?.sessionId ?? null })}

That ends all that acts as you, removes the ways to sign in that were added since seven days before this mail, your own among them, and lets you set a new password. The link works once, for seven days.
`;
}
