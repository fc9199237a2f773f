import type { NamedWindow, PlanLimits, WindowSpan } from "./catalogue";
import { counterBytes, type Verdict } from "./decision-script";
import type { KnownCounter } from "./known-counters";
import { type CounterState, type Counters, dayMs, freshCounters, minuteMs } from "./limit-windows";
import type { LimitBucket } from "./limiter";
import { mostOf, type SliceCounts } from "./slice-counts";
import { monthOf } from "./window-clock";

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
  const spans: number[][] = [];
  const placeOf = (counter: KnownCounter): number => {
    const { place } = counter;
    // A place of an earlier batch is another counter's by now, or none's.
    if (place > 0 && place <= counters.length && counters[place - 1] === counter) return place;
    counter.place = counters.push(counter);
    const span = counter.key.window?.span;
    if (span) spans.push([counter.place, span.sliceMs, span.slices]);
    if (counter.seed) seeds.push([counter.place, counter.seed.askedAtMs, ...columnsOf(counter.seed.counters)]);
    return counter.place;
  };
  const limits = new Map<PlanLimits | NamedWindow, number>();
  let asked = "";
  for (const { buckets, counters: own, cost } of questions) {
    asked += `${asked === "" ? "" : ","}${cost},${buckets.length}`;
    for (let at = 0; at < buckets.length; at++) {
      const bucket = buckets[at] as LimitBucket;
      const named = bucket.limits ?? bucket.window;
      const limit = limits.get(named) ?? limits.size + 1;
      if (limit > limits.size) limits.set(named, limit);
      asked += `,${placeOf(own[at] as KnownCounter)},${limit}`;
    }
  }
  const back = givenBack.map(({ counter, cost, atMs }) => [placeOf(counter), cost, atMs]);
  const listed = [...limits.keys()].map(numbersOf);
  const values = [`[${asked}]`, JSON.stringify(listed), textOf(seeds), textOf(back), textOf(spans)];
  return { counters, values };
}

function numbersOf(limits: PlanLimits | NamedWindow): number[] {
  if ("span" in limits) return [0, mostOf(limits)];
  const { perMinute, burst, perDay = -1, perMonth = -1 } = limits;
  return [perMinute, burst, perDay, perMonth];
}

function textOf(rows: readonly number[][]): string {
  return rows.length > 0 ? JSON.stringify(rows) : "";
}

function columnsOf(counters: CounterState | null): number[] {
  if (!counters) return [];
  if ("counts" in counters) return [counters.asOf, ...counters.counts];
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
  before(place: number, into?: CounterState | null): CounterState | null;
};

/** Reads what `decisionScript` answers to `asked` questions on these counters. */
export function readAnswer(answer: Buffer, asked: number, counters: readonly Pick<KnownCounter, "key">[]): BatchAnswer {
  const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  const statesAt = headBytes + asked;
  const places = counters.some(({ key }) => key.window) ? placesOf(counters) : null;
  return {
    atMs: view.getFloat64(8, true),
    verdict: (place) => String.fromCharCode(answer[headBytes + place] ?? 0) as Verdict,
    before(place, into) {
      const span = places && counters[place]?.key.window?.span;
      const at = statesAt + (places?.[place] ?? place * counterBytes);
      return span ? slicesAt(view, at, span) : countersAt(view, at, into as Counters | null | undefined);
    },
  };
}

/** Where each counter's bytes begin: those of a named window are as many as it has slices, and their moment. */
function placesOf(counters: readonly Pick<KnownCounter, "key">[]): number[] {
  let at = 0;
  return counters.map(({ key }) => {
    const place = at;
    at += key.window ? 8 * (1 + key.window.span.slices) : counterBytes;
    return place;
  });
}

function slicesAt(view: DataView, at: number, { slices }: WindowSpan): SliceCounts | null {
  const asOf = view.getFloat64(at, true);
  if (asOf === 0) return null;
  return { asOf, counts: Array.from({ length: slices }, (_, age) => view.getFloat64(at + 8 * (1 + age), true)) };
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
