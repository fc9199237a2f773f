import "server-only";
import type { LimitBucket, LimitDecision } from "@/lib/access/limiter";
import { LimitsUnavailable } from "@/lib/access/limits-unavailable";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { takeTurn } from "@/lib/access/slot-turns";
import { holdCaller } from "@/lib/http/hold-rights";
import { newId } from "@/lib/platform/random";
import { type CountedCost, correctionsOf, storeCorrections } from "./counted-cost";
import { follow } from "./followed-change";
import { noSuchNamespace } from "./namespaces";
import type { Reserve, ReserveVerdict } from "./reservation-contract";
import { type ReservationRow, reservationColumns, viewOf } from "./reservation-row";
import { findBuckets, verdictOf } from "./take";

/**
 * Takes a cost as `take` does, and keeps where it was counted, so that it can be corrected. What was counted is stored with
 * the reservation in one transaction, and given back where that fails. Rejects where the counters cannot be asked.
 */
export async function reserve(
  principal: Principal,
  name: string,
  { identifier, cost, ttl_seconds: ttlSeconds }: Reserve,
): Promise<{ data: ReserveVerdict }> {
  const { namespace, override, buckets } = await findBuckets(principal, name, identifier);
  const leave = await takeTurn(buckets[0]?.subject ?? namespace.id, principal.organizationId);
  try {
    const { epoch, release } = await runtime().liveCounts.hold(buckets);
    const { decision, counted } = await count(buckets, cost, epoch).catch((error: unknown) => {
      release();
      throw error;
    });
    const told = verdictOf(identifier, override, decision);
    if (!decision.allowed) {
      release();
      return { data: { ...told, reservation: null } };
    }
    const id = newId("rsv");
    const kept = { id, namespaceId: namespace.id, identifier, cost, counted, ttlSeconds };
    const followed = {
      epoch,
      whenIn: [],
      whenNot: correctionsOf(counted, -cost),
      isIn: () => wasInserted(kept),
      release,
    };
    const row = await follow(followed, async (tx) => {
      await holdCaller(tx, principal);
      // It goes with all its reservations, and none comes after.
      const there = await tx.$queryRaw<
        unknown[]
      >`SELECT FROM limit_namespaces WHERE id = ${namespace.id} FOR KEY SHARE`;
      if (there.length === 0) throw noSuchNamespace();
      const [inserted] = await tx.$queryRaw<ReservationRow[]>`
        INSERT INTO limit_reservations (id, namespace_id, identifier, state, subject, counted, reserved, expires_at)
        VALUES (${id}, ${namespace.id}, ${identifier}, 'held', ${counted.subject}, ${JSON.stringify(counted.counted)}::jsonb,
                ${cost}, clock_timestamp() + make_interval(secs => ${ttlSeconds}))
        RETURNING ${reservationColumns}`;
      await storeCorrections(tx, epoch, correctionsOf(counted, cost));
      return inserted as ReservationRow;
    });
    return { data: { ...told, reservation: viewOf(row) } };
  } finally {
    leave();
  }
}

/** Counts a cost that the ledger does not hear of, and says where. */
async function count(
  buckets: readonly LimitBucket[],
  cost: number,
  epoch: number,
): Promise<{ decision: LimitDecision; counted: CountedCost }> {
  const { liveCounts } = runtime();
  const counted: CountedCost = { subject: buckets[0]?.subject ?? "", counted: [] };
  let countedIn: number | null = epoch;
  const decision = await liveCounts.decide(buckets, cost, {
    passed(on, _, atMs) {
      countedIn = liveCounts.epoch();
      for (const { window } of on) if (window) counted.counted.push({ span: window.span.id, atMs });
    },
  });
  if (countedIn === epoch) return { decision, counted };
  // Of the counters of which epoch it is would have to be known, to store it beside them.
  void liveCounts.correct(countedIn ?? epoch, correctionsOf(counted, -cost));
  throw new LimitsUnavailable();
}

type Kept = { id: string; namespaceId: string; identifier: string; cost: number; counted: CountedCost };

/** Whether a reservation came to be: where it did not, one that was given back takes its place, so that it never can. */
async function wasInserted({ id, namespaceId, identifier, cost, counted }: Kept): Promise<boolean> {
  const { rowCount } = await runtime().database.pool.query(
    `INSERT INTO limit_reservations (id, namespace_id, identifier, state, subject, counted, reserved, expires_at, ended_at)
     SELECT $1, n.id, $3, 'released', $4, '[]', $5, clock_timestamp(), clock_timestamp()
       FROM limit_namespaces n WHERE n.id = $2
     ON CONFLICT (id) DO NOTHING`,
    [id, namespaceId, identifier, counted.subject, cost],
  );
  return rowCount !== 1;
}
