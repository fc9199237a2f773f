import type { PlanLimits } from "./catalogue";
import { counterBytes, type Verdict } from "./decision-script";
import type { KnownCounter } from "./known-counters";
import { type Counters, dayMs, freshCounters, minuteMs, monthOf } from "./limit-windows";
import type { LimitBucket } from "./limiter";

/** What a request asks; `cost` 0 asks for a description. `counters` are those of its buckets, in their order. */
export type Question = { buckets: readonly LimitBucket[]; counters: readonly KnownCounter[]; cost: number };

/** What a counter gets back; `atMs` is the moment that it stood at when it was counted. */
export type GivenBack = { counter: KnownCounter; cost: number; atMs: number };

/** What one run of the script is asked: its counters, each once, and the last of its arguments. */
export type Batch = { counters: readonly KnownCounter[]; values: string[] };

/** Puts questions into the form of `decisionScript`; counters have the number of their place, from 1. */
export function writeBatch(questions: readonly Question[], givenBack: readonly GivenBack[]): Batch {
  const counters: KnownCounter[] = [];
  const seeds: number[][] = [];
  const placeOf = (counter: KnownCounter): number => {
    const { place } = counter;
    // A place of an earlier batch is another counter's by now, or none's.
    if (place > 0 && place <= counters.length && counters[place - 1] === counter) return place;
    counter.place = counters.push(counter);
    if (counter.seed) seeds.push([counter.place, counter.seed.askedAtMs, ...columnsOf(counter.seed.counters)]);
    return counter.place;
  };
  const limits = new Map<PlanLimits, number>();
  let asked = "";
  for (const { buckets, counters: own, cost } of questions) {
    asked += `${asked === "" ? "" : ","}${cost},${buckets.length}`;
    for (let at = 0; at < buckets.length; at++) {
      const named = (buckets[at] as LimitBucket).limits;
      const limit = limits.get(named) ?? limits.size + 1;
      if (limit > limits.size) limits.set(named, limit);
      asked += `,${placeOf(own[at] as KnownCounter)},${limit}`;
    }
  }
  const back = givenBack.map(({ counter, cost, atMs }) => [placeOf(counter), cost, atMs]);
  const listed = [...limits.keys()].map(({ perMinute, burst, perDay = -1, perMonth = -1 }) => [
    perMinute,
    burst,
    perDay,
    perMonth,
  ]);
  return { counters, values: [`[${asked}]`, JSON.stringify(listed), textOf(seeds), textOf(back)] };
}

function textOf(rows: readonly number[][]): string {
  return rows.length > 0 ? JSON.stringify(rows) : "";
}

function columnsOf(counters: Counters | null): number[] {
  if (!counters) return [];
  const { debt, asOf, minuteCount, dayCount, monthCount } = counters;
  return [debt, asOf, minuteCount, dayCount, monthCount];
}

const headBytes = 16;

/** What one run of the script answered. */
export type BatchAnswer = {
  /** The script's time. */
  atMs: number;
  /** Of the question at this place, from 0. */
  verdict(place: number): Verdict;
  /**
   * A counter as it stood before the first question, by its place, from 0; null for one that Redis does not have. It is
   * written over `into`, where that is given.
   */
  before(place: number, into?: Counters | null): Counters | null;
};

/** Reads what `decisionScript` answers to `asked` questions. */
export function readAnswer(answer: Buffer, asked: number): BatchAnswer {
  const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  const statesAt = headBytes + asked;
  return {
    atMs: view.getFloat64(8, true),
    verdict: (place) => String.fromCharCode(answer[headBytes + place] ?? 0) as Verdict,
    before: (place, into) => countersAt(view, statesAt + place * counterBytes, into),
  };
}

function countersAt(view: DataView, at: number, into?: Counters | null): Counters | null {
  const asOf = view.getFloat64(at + 8, true);
  // What Redis does not have is all zeros.
  if (asOf === 0) return null;
  const counters = into ?? freshCounters(asOf);
  counters.debt = view.getFloat64(at, true);
  counters.asOf = asOf;
  counters.minute = Math.floor(asOf / minuteMs);
  counters.minuteCount = view.getFloat64(at + 16, true);
  counters.day = Math.floor(asOf / dayMs);
  counters.dayCount = view.getFloat64(at + 24, true);
  counters.month = monthOf(asOf).index;
  counters.monthCount = view.getFloat64(at + 32, true);
  return counters;
}
