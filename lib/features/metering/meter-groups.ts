import "server-only";
import type { PrismaSession } from "@/lib/platform/database";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { maxGroupValues, otherValues } from "./contract";

/** A value of a property that a meter is grouped by. */
export type GroupValue = { meterId: string; property: string; value: string };

/**
 * Which of the values that came a meter tells apart: those that it knows, and new ones while there is room. The others
 * count as other values, so that nobody's names make a table without end.
 */
export async function knownValues(
  tx: PrismaSession,
  came: readonly GroupValue[],
): Promise<(one: GroupValue) => string> {
  const wanted = new Map(came.filter(isTold).map((one) => [nameOf(one), one]));
  const known = await readKnown(tx, [...new Set(came.map(({ meterId }) => meterId))]);
  const isNew = ({ meterId, property, value }: GroupValue) => {
    const values = known.get(placeOf({ meterId, property }));
    return !values?.has(value) && (values?.size ?? 0) < maxGroupValues;
  };
  const meters = new Set([...wanted.values()].filter(isNew).map(({ meterId }) => meterId));
  for (const meterId of [...meters].toSorted()) {
    await lockUntilCommit(tx, `meter groups ${meterId}`);
    for (const [place, values] of await readKnown(tx, [meterId])) known.set(place, values);
    const added: GroupValue[] = [];
    for (const one of wanted.values()) {
      if (one.meterId !== meterId || !isNew(one)) continue;
      known.set(placeOf(one), (known.get(placeOf(one)) ?? new Set()).add(one.value));
      added.push(one);
    }
    if (added.length > 0) await tx.meterGroup.createMany({ data: added });
  }
  return (one) => (!isTold(one) || known.get(placeOf(one))?.has(one.value) ? one.value : otherValues);
}

function isTold({ value }: GroupValue): boolean {
  return value !== "" && value !== otherValues;
}

async function readKnown(tx: PrismaSession, meterIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const known = new Map<string, Set<string>>();
  if (meterIds.length === 0) return known;
  for (const one of await tx.meterGroup.findMany({ where: { meterId: { in: [...meterIds] } } })) {
    known.set(placeOf(one), (known.get(placeOf(one)) ?? new Set()).add(one.value));
  }
  return known;
}

function placeOf({ meterId, property }: Omit<GroupValue, "value">): string {
  return `${meterId} ${property}`;
}

function nameOf(one: GroupValue): string {
  return `${placeOf(one)} ${one.value}`;
}
