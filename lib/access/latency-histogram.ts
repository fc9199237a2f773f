/**
 * Latencies as a histogram with fixed bounds: each is the one before times √2, from a quarter of a millisecond to about a
 * minute. What was counted apart can be added, and a percentile of the sum lies in the same bucket as the exact one.
 */
export const latencyBounds: readonly number[] = Array.from({ length: 37 }, (_, place) => 0.25 * 2 ** (place / 2));

/** Counts of answers by bucket; the last one holds what took longer than every bound. */
export type LatencyCounts = ArrayLike<number>;

const places = latencyBounds.length + 1;
const firstMicros = 250;

/** A histogram that holds nothing. */
export function emptyLatencies(): number[] {
  return new Array<number>(places).fill(0);
}

/** The bucket of a latency in microseconds. */
export function latencyPlace(micros: number): number {
  if (micros <= firstMicros) return 0;
  return Math.min(Math.ceil(Math.log2(micros / firstMicros) * 2), places - 1);
}

/** Decimal digits for each bucket: three of the groups in which PostgreSQL stores a number. */
const digits = 12;
const none = "0".repeat(digits);

/**
 * A histogram as one whole number, twelve decimal digits a bucket, the first bucket last. PostgreSQL adds such numbers
 * bucket by bucket: `sum()` merges histograms exactly, and a column holds only the digits that are used.
 */
export function packLatencies(counts: LatencyCounts): string {
  let text = "";
  for (let place = places - 1; place >= 0; place -= 1) {
    const count = counts[place] ?? 0;
    if (text !== "") text += count === 0 ? none : String(count).padStart(digits, "0");
    else if (count > 0) text = String(count);
  }
  return text === "" ? "0" : text;
}

/** The histogram that a number of the database stands for. */
export function unpackLatencies(packed: string): number[] {
  const counts: number[] = [];
  for (let end = packed.length; counts.length < places; end -= digits) {
    counts.push(end > 0 ? Number(packed.slice(Math.max(0, end - digits), end)) : 0);
  }
  return counts;
}

/** How many answers a histogram holds. */
export function timedCount(counts: LatencyCounts): number {
  let sum = 0;
  for (let place = 0; place < places; place += 1) sum += counts[place] ?? 0;
  return sum;
}

/** The latency in milliseconds that a share of 0 to 1 of the answers did not exceed, as far as the buckets tell; null for none. */
export function latencyAt(counts: LatencyCounts, share: number): number | null {
  const total = timedCount(counts);
  if (total === 0) return null;
  const rank = share * total;
  let before = 0;
  for (let place = 0; place < places - 1; place += 1) {
    const count = counts[place] ?? 0;
    if (count > 0 && before + count >= rank) return within(place, Math.max(0, (rank - before) / count));
    before += count;
  }
  return latencyBounds.at(-1) ?? null;
}

/** A point between the bounds of a bucket: by its logarithm, as the bounds are. */
function within(place: number, part: number): number {
  const upper = latencyBounds[place] ?? 0;
  const lower = latencyBounds[place - 1];
  return lower === undefined ? upper * part : lower * (upper / lower) ** part;
}
