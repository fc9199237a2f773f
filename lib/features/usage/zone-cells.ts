import { dayMs } from "@/lib/access/limit-windows";

const hourMs = dayMs / 24;

/** A day of UTC that counts for the bucket that begins at `toMs`. */
export type ZoneDay = { fromMs: number; toMs: number };

/**
 * The hours from one instant to another, which lie between a midnight of the zone and the nearest one of UTC. They
 * count for the bucket that begins at `addedToMs` and not, as their day of UTC does, for that of `takenFromMs`. Null is
 * outside of the span.
 */
export type ZoneEdge = { fromMs: number; toMs: number; addedToMs: number | null; takenFromMs: number | null };

/** The days of a zone as days of UTC, and the hours that make up for the difference. */
export type ZoneDays = { days: ZoneDay[]; edges: ZoneEdge[] };

/**
 * Takes the days of a zone apart, which begin at `starts` and end at `endMs`. Each is the day of UTC that begins
 * nearest, with the hours between both midnights added or taken away. So a day is read by few rows, and stays exact.
 */
export function zoneDaysOf(starts: readonly number[], endMs: number): ZoneDays {
  const days: ZoneDay[] = [];
  const edges: ZoneEdge[] = [];
  const midnights = [...starts, endMs].map((at) => Math.round(at / dayMs) * dayMs);
  [...starts, endMs].forEach((startMs, place) => {
    const midnightMs = midnights[place] ?? startMs;
    const before = starts[place - 1] ?? null;
    const own = starts[place] ?? null;
    for (let at = midnightMs; own !== null && at < (midnights[place + 1] ?? at); at += dayMs) {
      days.push({ fromMs: at, toMs: own });
    }
    if (startMs < midnightMs) edges.push({ fromMs: startMs, toMs: midnightMs, addedToMs: own, takenFromMs: before });
    if (startMs > midnightMs) edges.push({ fromMs: midnightMs, toMs: startMs, addedToMs: before, takenFromMs: own });
  });
  return { days, edges };
}

/** Some hours of a day of UTC, from `fromHour` to before `toHour`, that count for the bucket that begins at `toMs`. */
export type DayPiece = { dayMs: number; fromHour: number; toHour: number; toMs: number };

/** Takes the days of a zone apart, which begin at `starts` and end at `endMs`, into the hours that they have of each day of UTC before `untilMs`. */
export function dayPiecesOf(starts: readonly number[], endMs: number, untilMs: number): DayPiece[] {
  return starts.flatMap((toMs, place) => {
    const pieces: DayPiece[] = [];
    const bucketEndMs = Math.min(starts[place + 1] ?? endMs, untilMs);
    for (let fromMs = toMs; fromMs < bucketEndMs; ) {
      const startMs = Math.floor(fromMs / dayMs) * dayMs;
      const pieceEndMs = Math.min(bucketEndMs, startMs + dayMs);
      const [fromHour, toHour] = [(fromMs - startMs) / hourMs, (pieceEndMs - startMs) / hourMs];
      pieces.push({ dayMs: startMs, fromHour, toHour, toMs });
      fromMs = pieceEndMs;
    }
    return pieces;
  });
}
