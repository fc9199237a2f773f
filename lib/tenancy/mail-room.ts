import "server-only";
import type { PrismaSession } from "@/lib/platform/database";
import { mailsSent } from "./mail";

/** How many mails of one subject may go to one address within a time. */
export type MailRoom = { most: number; withinMs: number };

/**
 * From when on one more mail of a subject may go to an address, in milliseconds since the epoch; null: at once. A stranger
 * who keeps asking must not fill its mailbox. Counted by the address, so that a new account on it begins no new count.
 */
export async function nextMailMs(
  tx: PrismaSession,
  { to, subject }: { to: string; subject: string },
  rooms: readonly MailRoom[],
): Promise<number | null> {
  const waits = await Promise.all(
    rooms.map(async ({ most, withinMs }) => {
      const oldest = (await mailsSent(tx, { to, subject, withinMs }))[most - 1];
      return oldest ? oldest.getTime() + withinMs : null;
    }),
  );
  const held = waits.filter((wait) => wait !== null);
  return held.length > 0 ? Math.max(...held) : null;
}
