import "server-only";
import { z } from "zod";
import { managementProduct } from "@/lib/access/catalogue";
import { counterIdOf } from "@/lib/access/counter-delta";
import { epochLock } from "@/lib/access/limit-epochs";
import type { LimitBucket } from "@/lib/access/limiter";
import { LimitsUnavailable } from "@/lib/access/limits-unavailable";
import type { Correction } from "@/lib/access/live-counts";
import { addSlicePass, emptySliceDelta, type SliceDelta } from "@/lib/access/slice-delta";
import { addSlices } from "@/lib/access/slice-store";
import { findSpan } from "@/lib/access/window-span";
import type { PrismaSession } from "@/lib/platform/database";
import { shareUntilCommit } from "@/lib/platform/transaction-lock";

/** Where a cost was counted: on which spans of a subject, and at which moments in milliseconds. */
export type CountedCost = { subject: string; counted: { span: string; atMs: number }[] };

export const Counted = z.array(z.object({ span: z.string(), atMs: z.number() }));

/** Changes what was counted there; below 0 it is given back. */
export function correctionsOf({ subject, counted }: CountedCost, change: number): Correction[] {
  return counted.flatMap(({ span: id, atMs }) => {
    const span = findSpan(id);
    if (!span) return [];
    const key = { subject, product: managementProduct, environment: "production" as const, window: { span } };
    return [{ key, atMs, change }];
  });
}

/** The counters that a cost was counted on. Their limits do not matter to what is corrected. */
export function bucketsOf(cost: CountedCost): LimitBucket[] {
  return correctionsOf(cost, 0).map(({ key }) => ({
    ...key,
    window: { name: key.window.span.id, limit: 1, ...key.window },
  }));
}

/**
 * Stores corrections in the transaction, under an epoch: all counts of later ones begin with them. Throws LimitsUnavailable
 * where it is over, as nobody knows then what the present counts begin with.
 */
export async function storeCorrections(
  tx: PrismaSession,
  epoch: number,
  corrections: readonly Correction[],
): Promise<void> {
  await shareUntilCommit(tx, epochLock);
  const current = await tx.$queryRaw<unknown[]>`SELECT FROM limit_epochs WHERE number = ${epoch}`;
  if (current.length === 0) throw new LimitsUnavailable();
  const deltas = new Map<string, SliceDelta>();
  for (const { key, change, atMs } of corrections) {
    const id = counterIdOf(key);
    const delta = deltas.get(id) ?? emptySliceDelta(key);
    deltas.set(id, delta);
    addSlicePass(delta, change, atMs);
  }
  await addSlices({ query: (text, values) => tx.$executeRawUnsafe(text, ...values) }, [...deltas.values()]);
}
