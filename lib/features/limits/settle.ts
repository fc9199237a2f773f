import "server-only";
import { randomUUID } from "node:crypto";
import type { WindowState } from "@/lib/access/limiter";
import type { Correction } from "@/lib/access/live-counts";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { takeTurn } from "@/lib/access/slot-turns";
import { ApiError } from "@/lib/http/api-error";
import { holdCaller } from "@/lib/http/hold-rights";
import { bucketsOf, Counted, type CountedCost, correctionsOf, storeCorrections } from "./counted-cost";
import { follow } from "./followed-change";
import { isOfNamespace, requireWholeReach } from "./limits-reach";
import type { Settle, Settlement } from "./reservation-contract";
import { type ReservationRow, reservationColumns, viewOf } from "./reservation-row";
import { findBuckets } from "./take";

type Ending = { state: "settled"; cost: number } | { state: "released"; cost: 0 };

/**
 * Corrects a reservation to what it came to, at the moment that it was counted at. Settled again with the same cost it is
 * answered alike; 409 for another cost, and for one that was given back. 404 for one that is not of this namespace. Its
 * windows are told as they stand now: none where the namespace has none any more.
 */
export async function settle(
  principal: Principal,
  name: string,
  id: string,
  { cost }: Settle,
): Promise<{ data: Settlement }> {
  const row = await end(principal, name, id, { state: "settled", cost });
  const windows = await windowsNow(principal, name, row.identifier);
  return {
    data: {
      ...viewOf(row),
      windows: windows.map((window) => ({
        name: window.name,
        limit: window.limit,
        remaining: window.remaining,
        excess: Math.max(0, window.used - window.limit),
        reset_at: new Date(window.resetAtMs).toISOString(),
      })),
    },
  };
}

async function windowsNow(principal: Principal, name: string, identifier: string): Promise<WindowState[]> {
  try {
    const { buckets } = await findBuckets(principal, name, identifier);
    return (await runtime().limiter.peek(buckets)).windows;
  } catch (error) {
    // It is settled: that its namespace was changed meanwhile must not tell otherwise.
    if (error instanceof ApiError && (error.kind === "conflict" || error.kind === "not_found")) return [];
    throw error;
  }
}

/** Gives back all of a reservation; again, or of one that has expired, it changes nothing. 409 for one that was settled. */
export async function giveBack(principal: Principal, name: string, id: string): Promise<void> {
  await end(principal, name, id, { state: "released", cost: 0 });
}

async function end(principal: Principal, name: string, id: string, ending: Ending): Promise<ReservationRow> {
  requireWholeReach(principal);
  const [found] = await runtime().database.prisma.$queryRaw<ReservationRow[]>`
    SELECT ${reservationColumns} FROM limit_reservations WHERE id = ${id} AND ${isOfNamespace(principal, name)}`;
  if (!found) throw noSuchReservation();
  if (found.state !== "held") return answerAgain(found, ending);
  const leave = await takeTurn(found.subject, principal.organizationId);
  try {
    const counted: CountedCost = { subject: found.subject, counted: Counted.parse(found.counted) };
    const { epoch, release } = await runtime().liveCounts.hold(bucketsOf(counted));
    const attempt = randomUUID();
    const corrections = correctionsOf(counted, ending.cost - found.reserved);
    const whenIn: Correction[] = [];
    const followed = { epoch, whenIn, whenNot: [], isIn: () => wasEndedBy(attempt, [id]), release };
    return await follow(followed, async (tx) => {
      await holdCaller(tx, principal);
      const [row] = await tx.$queryRaw<ReservationRow[]>`
        SELECT ${reservationColumns} FROM limit_reservations WHERE id = ${id} FOR UPDATE`;
      if (!row) throw noSuchReservation();
      whenIn.length = 0;
      if (row.state !== "held") return answerAgain(row, ending);
      // The look after those that are over gives it back, within a second.
      if (row.isOver) return answerAgain({ ...row, state: "expired" }, ending);
      const [ended] = await tx.$queryRaw<ReservationRow[]>`
        UPDATE limit_reservations SET state = ${ending.state}::reservation_state, ended_at = clock_timestamp(),
               ended_by = ${attempt}, cost = ${ending.state === "settled" ? ending.cost : null}::bigint
         WHERE id = ${id} RETURNING ${reservationColumns}`;
      if (ending.cost !== row.reserved) await storeCorrections(tx, epoch, corrections);
      if (ending.cost !== row.reserved) whenIn.push(...corrections);
      return ended as ReservationRow;
    });
  } finally {
    leave();
  }
}

/** What is told of a reservation that has ended before; throws a 409 where it ended otherwise. */
function answerAgain(row: ReservationRow, { state, cost }: Ending): ReservationRow {
  if (row.state === "settled") {
    if (state === "settled" && Number(row.cost) === cost) return row;
    throw new ApiError("conflict", `This reservation was settled with a cost of ${row.cost}`);
  }
  if (state === "released") return row;
  throw new ApiError(
    "conflict",
    row.state === "expired"
      ? "This reservation has expired, and was given back; take its cost instead"
      : "This reservation was given back; take its cost instead",
  );
}

/** Whether these reservations were ended by an attempt that nobody heard the end of; it waits for one under way. */
export async function wasEndedBy(attempt: string, ids: readonly string[]): Promise<boolean> {
  const { prisma } = runtime().database;
  const rows = await prisma.$queryRaw<{ endedBy: string | null }[]>`
    SELECT ended_by AS "endedBy" FROM limit_reservations WHERE id = ANY (${ids}::text[]) ORDER BY id FOR UPDATE`;
  return rows.some(({ endedBy }) => endedBy === attempt);
}

function noSuchReservation(): ApiError {
  return new ApiError("not_found", "There is no such reservation, or it ended more than a day ago");
}
