import "server-only";
import { randomUUID } from "node:crypto";
import { isLimitsUnavailable } from "@/lib/access/limits-unavailable";
import type { Correction } from "@/lib/access/live-counts";
import { runtime } from "@/lib/access/runtime";
import { bucketsOf, Counted, type CountedCost, correctionsOf, storeCorrections } from "./counted-cost";
import { follow, resolveDoubts } from "./followed-change";
import { type ReservationRow, reservationColumns } from "./reservation-row";
import { wasEndedBy } from "./settle";

/** So many end in one transaction, which holds up few who count on the same counters. */
const mostAtOnce = 200;

/** Gives back what was reserved and abandoned, each once among all processes, and finds out what nobody heard the end of. */
export async function keepReservations(): Promise<void> {
  await resolveDoubts();
  try {
    while ((await giveBackExpired()) === mostAtOnce);
  } catch (error) {
    // They are given back when there are counters again.
    if (!isLimitsUnavailable(error)) throw error;
  }
}

async function giveBackExpired(): Promise<number> {
  const rows = await runtime().database.prisma.$queryRaw<ReservationRow[]>`
    SELECT ${reservationColumns} FROM limit_reservations
     WHERE ended_at IS NULL AND expires_at <= clock_timestamp() ORDER BY expires_at LIMIT ${mostAtOnce}`;
  if (rows.length === 0) return 0;
  const costs = new Map(rows.map((row) => [row.id, costOf(row)]));
  const { epoch, release } = await runtime().liveCounts.hold([...costs.values()].flatMap(bucketsOf));
  const attempt = randomUUID();
  const whenIn: Correction[] = [];
  const followed = { epoch, whenIn, whenNot: [], isIn: () => wasEndedBy(attempt, [...costs.keys()]), release };
  await follow(followed, async (tx) => {
    whenIn.length = 0;
    // Others may be at the same ones: each is ended by one of them.
    const ended = await tx.$queryRaw<ReservationRow[]>`
      UPDATE limit_reservations SET state = 'expired', ended_at = clock_timestamp(), ended_by = ${attempt}
       WHERE id IN (SELECT id FROM limit_reservations WHERE id = ANY (${[...costs.keys()]}::text[]) AND state = 'held'
                     ORDER BY id FOR UPDATE SKIP LOCKED)
      RETURNING ${reservationColumns}`;
    const corrections = ended.flatMap((row) => correctionsOf(costOf(row), -row.reserved));
    if (corrections.length > 0) await storeCorrections(tx, epoch, corrections);
    whenIn.push(...corrections);
  });
  return rows.length;
}

function costOf({ subject, counted }: ReservationRow): CountedCost {
  return { subject, counted: Counted.parse(counted) };
}
