import "server-only";
import type { PrismaSession } from "@/lib/platform/database";
import { mailsSent } from "@/lib/tenancy/mail";

/** How many mails of one subject may go to one address within a time. */
const rooms = [
  { most: 1, withinMs: 60_000 },
  { most: 3, withinMs: 30 * 60_000 },
  { most: 10, withinMs: 86_400_000 },
];

/**
 * From when on one more mail of a subject may go to an address, in milliseconds since the epoch; null: at once. A stranger
 * who keeps asking must not fill its mailbox. Counted by the address, so that a new account on it begins no new count.
 */
export async function nextMailMs(tx: PrismaSession, recipient: string, subject: string): Promise<number | null> {
  const waits = await Promise.all(
    rooms.map(async ({ most, withinMs }) => {
      const oldest = (await mailsSent(tx, { to: recipient, subject, withinMs }))[most - 1];
      return oldest ? oldest.getTime() + withinMs : null;
    }),
  );
  const held = waits.filter((wait) => wait !== null);
  return held.length > 0 ? Math.max(...held) : null;
}

/** Whether one may go there at once. */
export async function hasRoomForMail(tx: PrismaSession, recipient: string, subject: string): Promise<boolean> {
  return (await nextMailMs(tx, recipient, subject)) === null;
}
