import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";

/** How many mails of one subject may go to one address within a time. */
const rooms = [
  { most: 1, withinMs: 60_000 },
  { most: 3, withinMs: 30 * 60_000 },
  { most: 10, withinMs: 86_400_000 },
];

/**
 * Whether one more mail of a subject may go to an address: a stranger who keeps asking must not fill its mailbox. Counted
 * by the address, so that a new account on it begins no new count.
 */
export async function hasRoomForMail(tx: PrismaSession, recipient: string, subject: string): Promise<boolean> {
  const nowMs = runtime().clock.now();
  for (const { most, withinMs } of rooms) {
    const sent = await tx.mail.count({
      where: { recipient, subject, createdAt: { gt: new Date(nowMs - withinMs) } },
    });
    if (sent >= most) return false;
  }
  return true;
}
