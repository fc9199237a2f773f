import { counterIdOf } from "./counter-delta";
import type { Verdict } from "./decision-script";
import { type Counters, dayMs, minuteMs, monthOf } from "./limit-windows";
import type { LimitBucket } from "./limiter";

/** What a request asks; `cost` 0 asks for a description. */
export type Question = { buckets: readonly LimitBucket[]; cost: number };

/** What the database says of a counter that Redis did not have at `askedAtMs`, by Redis's clock; null: nothing. */
export type Seed = { askedAtMs: number; counters: Counters | null };

/** A pass that no caller got, on one counter. */
export type GivenBack = { id: string; cost: number; atMs: number };

/** What one run of the script is asked; counters have the number of their place in `ids`, from 1. */
export type Batch = { ids: string[]; questions: string; seeds: string; givenBack: string };

/** What one run of the script answered: its time, a verdict for each question, and the counters before the first one. */
export type BatchAnswer = { atMs: number; verdicts: Verdict[]; before: (Counters | null)[] };

/** Puts questions into the form of `decisionScript`, each counter named once. */
export function writeBatch(
  questions: readonly Question[],
  seedOf: (id: string) => Seed | undefined,
  givenBack: readonly GivenBack[],
): Batch {
  const places = new Map<string, number>();
  const seeds: (number | boolean)[][] = [];
  const placeOf = (id: string): number => {
    const known = places.get(id);
    if (known !== undefined) return known;
    const place = places.size + 1;
    places.set(id, place);
    const seed = seedOf(id);
    if (seed) seeds.push([place, seed.askedAtMs, ...(seed.counters ? columnsOf(seed.counters) : [])]);
    return place;
  };
  const asked = questions.map(({ buckets, cost }) => {
    const words = [cost];
    for (const bucket of buckets) {
      const { perMinute, burst, perDay = -1, perMonth = -1 } = bucket.limits;
      words.push(placeOf(counterIdOf(bucket)), perMinute, burst, perDay, perMonth);
    }
    return words;
  });
  const back = givenBack.map(({ id, cost, atMs }) => [
    placeOf(id),
    cost,
    Math.floor(atMs / minuteMs),
    Math.floor(atMs / dayMs),
    monthOf(atMs).index,
  ]);
  return {
    ids: [...places.keys()],
    questions: JSON.stringify(asked),
    seeds: JSON.stringify(seeds),
    givenBack: JSON.stringify(back),
  };
}

const headBytes = 16;
const counterBytes = 64;

/** Reads what `decisionScript` answers to `asked` questions. */
export function readAnswer(answer: Buffer, asked: number): BatchAnswer {
  const statesAt = headBytes + asked;
  const before: (Counters | null)[] = [];
  for (let at = statesAt; at < answer.length; at += counterBytes) before.push(countersAt(answer, at));
  return {
    atMs: answer.readDoubleLE(8),
    verdicts: [...answer.toString("latin1", headBytes, statesAt)] as Verdict[],
    before,
  };
}

function columnsOf(counters: Counters): number[] {
  const { debt, asOf, minute, minuteCount, day, dayCount, month, monthCount } = counters;
  return [debt, asOf, minute, minuteCount, day, dayCount, month, monthCount];
}

function countersAt(answer: Buffer, at: number): Counters | null {
  const asOf = answer.readDoubleLE(at + 8);
  // What Redis does not have is all zeros.
  if (asOf === 0) return null;
  return {
    debt: answer.readDoubleLE(at),
    asOf,
    minute: answer.readDoubleLE(at + 16),
    minuteCount: answer.readDoubleLE(at + 24),
    day: answer.readDoubleLE(at + 32),
    dayCount: answer.readDoubleLE(at + 40),
    month: answer.readDoubleLE(at + 48),
    monthCount: answer.readDoubleLE(at + 56),
  };
}
