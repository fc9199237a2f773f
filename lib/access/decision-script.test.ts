import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openRedisLink, type RedisLink } from "@/lib/platform/redis-link";
import { randomFrom } from "@/lib/testing/random-from";
import { startRedisServer, type TestRedis } from "@/lib/testing/redis-server";
import type { PlanLimits, WindowSpan } from "./catalogue";
import { counterIdOf } from "./counter-delta";
import { type Question as AskedQuestion, readAnswer, writeBatch } from "./decision-batch";
import { decisionScript } from "./decision-script";
import { createKnownCounters, type Seed } from "./known-counters";
import { type CounterState, type Counters, decideOn, freshCounters, freshState } from "./limit-windows";
import type { LimitBucket } from "./limiter";
import { createServerClock } from "./server-clock";
import { findSpan } from "./window-span";

let redis: TestRedis;
let link: RedisLink;

beforeAll(async () => {
  redis = await startRedisServer();
  link = openRedisLink(redis.url, () => undefined);
  await vi.waitFor(() => expect(link.server()).not.toBeNull(), 20_000);
  await link.set("epoch", "now");
});

afterAll(async () => {
  link?.close();
  await redis?.stop();
});

type Question = Pick<AskedQuestion, "buckets" | "cost">;
type Asked = {
  number: number;
  atMs: number;
  questions: Question[];
  seeds?: Map<string, Seed>;
  givenBack?: { bucket: LimitBucket; cost: number; atMs: number }[];
  process?: string;
  lateAfter?: number;
};

/** One run of the script, as a process would ask it. */
async function run({ number, atMs, questions, seeds, givenBack = [], process = "p", lateAfter }: Asked) {
  const known = createKnownCounters(createServerClock());
  const countersOf = (buckets: readonly LimitBucket[]) => {
    const counters = known.of(buckets);
    for (const counter of counters) counter.seed = seeds?.get(counter.id) ?? null;
    return counters;
  };
  const batch = writeBatch(
    questions.map(({ buckets, cost }) => ({ buckets, cost, counters: countersOf(buckets) })),
    givenBack.flatMap(({ bucket, ...back }) => countersOf([bucket]).map((counter) => ({ counter, ...back }))),
  );
  const ids = batch.counters.map(({ id }) => id);
  const late = lateAfter === undefined ? "" : String(lateAfter);
  const values = ["now", String(number), late, String(atMs), ...batch.values];
  const answer = await link.run(decisionScript, ["epoch", `answered:${process}`, ...ids], values);
  if (answer.length === 1) return answer.toString();
  const read = readAnswer(answer, questions.length, batch.counters);
  const verdicts = questions.map((_, place) => read.verdict(place));
  return { ids, verdicts, before: ids.map((_, place) => read.before(place)) };
}

async function runWell(asked: Asked) {
  const answer = await run(asked);
  if (typeof answer === "string") throw new Error(`the script refused: ${answer}`);
  return answer;
}

function bucketOf(subject: string, limits: PlanLimits): LimitBucket {
  return { subject, product: "prompts", environment: "production", limits };
}

/** A seed for every counter of the questions: nothing is stored. */
function fresh(questions: readonly Question[], askedAtMs: number): Map<string, Seed> {
  const ids = questions.flatMap(({ buckets }) => buckets.map(counterIdOf));
  return new Map(ids.map((id) => [id, { askedAtMs, counters: null }]));
}

const plans: PlanLimits[] = [
  { perMinute: 60, burst: 10, perDay: 400 },
  { perMinute: 7, burst: 23, perMonth: 900 },
  { perMinute: 997, burst: 31, perDay: 5_000, perMonth: 40_000 },
  { perMinute: 1_000, burst: 2_000 },
];

const spans = ["10s", "1h", "1mo", "~1m", "~1d"];

function windowOf(subject: string, id: string): LimitBucket {
  const window = { name: "own", limit: 40 + id.length, span: findSpan(id) as WindowSpan };
  return { subject, product: "prompts", environment: "production", window };
}

/** Around the ends of months and years, leap days included. */
const starts = ["2026-06-30T23:58:00.123Z", "2027-12-31T23:40:00Z", "2028-02-28T23:50:00.999Z", "2100-02-28T22:00:00Z"];

describe("the script in Redis", () => {
  it.each(starts)("decides what memory decides, for any costs, plans and steps of the clock from %s", async (start) => {
    const random = randomFrom(Date.parse(start) % 65_537);
    const memory = new Map<string, CounterState>();
    let atMs = Date.parse(start);
    const verdicts = { P: 0, N: 0 };
    for (let step = 0; step < 600; step++) {
      const questions: Question[] = Array.from({ length: 1 + random(6) }, () => ({
        cost: random(4) === 0 ? 1 + random(40) : 1,
        buckets: [
          ...["org", "key"]
            .slice(0, 1 + random(2))
            .map((kind) => bucketOf(`${kind}:${start}:${random(3)}`, plans[random(plans.length)] as PlanLimits)),
          ...["org", "key"]
            .slice(0, random(3))
            .map((kind) => windowOf(`${kind}:${start}:${random(2)}`, spans[random(spans.length)] as string)),
        ],
      }));
      const answer = await runWell({ number: step, atMs, questions, seeds: fresh(questions, atMs), process: start });
      for (const [place, id] of answer.ids.entries()) {
        const known = memory.get(id);
        const bucket = questions
          .flatMap(({ buckets }) => buckets)
          .find((one) => counterIdOf(one) === id) as LimitBucket;
        expect([step, id, answer.before[place]]).toEqual([step, id, known ?? freshState(bucket, atMs)]);
        if (!known) memory.set(id, freshState(bucket, atMs));
      }
      for (const [place, { buckets, cost }] of questions.entries()) {
        const counters = buckets.map((bucket) => memory.get(counterIdOf(bucket)) as CounterState);
        const verdict = decideOn(buckets, counters, atMs, cost, true).allowed ? "P" : "N";
        expect([step, place, answer.verdicts[place]]).toEqual([step, place, verdict]);
        verdicts[verdict] += 1;
      }
      const jump = random(40);
      if (jump === 0) atMs += random(3) === 0 ? 86_400_000 * random(40) : 3_600_000;
      else if (jump === 1) atMs -= random(400_000);
      else if (jump < 20) atMs += random(20_000);
    }
    expect(Math.min(verdicts.P, verdicts.N)).toBeGreaterThan(200);
  });

  const one = (subject: string, limits: PlanLimits = { perMinute: 100, burst: 100 }): Question[] => [
    { cost: 1, buckets: [bucketOf(subject, limits)] },
  ];
  const atMs = Date.parse(starts[0] as string);
  const countOf = async (questions: readonly Question[], number: number, process: string) => {
    const asked = questions.map((question) => ({ ...question, cost: 0 }));
    return ((await runWell({ number, atMs, questions: asked, process })).before[0] as Counters | null)?.dayCount;
  };

  it("counts a question once that is asked again under its number, and gives the same answer", async () => {
    const questions = one("org:again");
    const asked = { number: 1, atMs, questions, seeds: fresh(questions, atMs), process: "again" };
    const first = await runWell(asked);
    expect(await runWell({ ...asked, atMs: atMs + 500 })).toEqual(first);
    expect(await countOf(questions, 2, "again")).toBe(1);
    expect(await run(asked)).toBe("O");
    expect(await countOf(questions, 3, "again")).toBe(1);
  });

  it("counts nothing for those who wait no longer, and under an epoch that is over", async () => {
    const questions = one("org:late");
    await runWell({ number: 1, atMs, questions, seeds: fresh(questions, atMs), process: "late" });
    expect(await run({ number: 2, atMs, questions, process: "late", lateAfter: atMs - 1 })).toBe("L");
    await link.set("epoch", "later");
    expect(await run({ number: 3, atMs, questions, process: "late" })).toBe("E");
    await link.set("epoch", "now");
    expect(await countOf(questions, 4, "late")).toBe(1);
  });

  it("takes a seed only where it has no counter, and none that was read more than a minute ago", async () => {
    const questions = one("org:seeded");
    const stored = { ...freshCounters(atMs), dayCount: 30 };
    const seeds = (askedAtMs: number, counters: Counters) =>
      new Map([[counterIdOf(bucketOf("org:seeded", plans[0] as PlanLimits)), { askedAtMs, counters }]]);
    const old = await runWell({ number: 1, atMs, questions, seeds: seeds(atMs - 60_001, stored), process: "seeded" });
    expect(old.verdicts).toEqual(["?"]);
    await runWell({ number: 2, atMs, questions, seeds: seeds(atMs, stored), process: "seeded" });
    const later = seeds(atMs, { ...stored, dayCount: 0 });
    const kept = await runWell({ number: 3, atMs, questions, seeds: later, process: "seeded" });
    expect(kept.before[0]).toMatchObject({ dayCount: 31 });
  });

  it("decides in one run on more counters than Lua's stack holds, and finds each of them in the next", async () => {
    const questions = Array.from({ length: 4_500 }, (_, n) => ({
      cost: 1 + (n % 3),
      buckets: [
        bucketOf(`org:many:${n}`, { perMinute: 60, burst: 60 }),
        bucketOf(`key:many:${n}`, { perMinute: 60, burst: 60 }),
      ],
    }));
    const first = await runWell({ number: 1, atMs, questions, seeds: fresh(questions, atMs), process: "many" });
    expect(new Set(first.verdicts)).toEqual(new Set(["P"]));
    const { before } = await runWell({ number: 2, atMs, questions, process: "many" });
    expect(before.map((counters) => (counters as Counters | null)?.minuteCount)).toEqual(
      questions.flatMap(({ cost }) => [cost, cost]),
    );
  });

  it("gives back to minute, day and month what no caller got, where these have not ended", async () => {
    const questions = one("org:back");
    await runWell({ number: 1, atMs, questions, seeds: fresh(questions, atMs), process: "back" });
    const bucket = questions[0]?.buckets[0] as LimitBucket;
    await runWell({ number: 2, atMs, questions: [], givenBack: [{ bucket, cost: 1, atMs }], process: "back" });
    expect(await countOf(questions, 3, "back")).toBe(0);
    await runWell({ number: 4, atMs, questions, process: "back" });
    const yesterday = { bucket, cost: 1, atMs: atMs - 86_400_000 };
    await runWell({ number: 5, atMs, questions: [], givenBack: [yesterday], process: "back" });
    expect(await countOf(questions, 6, "back")).toBe(1);
  });

  it.each([
    ["without quotas ten minutes and as long as its bucket takes", { perMinute: 60, burst: 120 }, 600_000 + 120_000],
    ["with a day's quota for a day", { perMinute: 60, burst: 60, perDay: 9 }, 90_000_000 + 60_000],
    ["with a month's quota for a month", { perMinute: 60, burst: 60, perMonth: 9 }, 2_764_800_000 + 60_000],
  ])("keeps a counter %s", async (name, limits, ttlMs) => {
    const questions = one(`org:${name}`, limits);
    await runWell({ number: 1, atMs, questions, seeds: fresh(questions, atMs), process: name });
    const left = Number((await redis.command("PTTL", counterIdOf(questions[0]?.buckets[0] as LimitBucket))).slice(1));
    expect(left).toBeLessThanOrEqual(ttlMs);
    expect(left).toBeGreaterThan(ttlMs - 20_000);
  });
});
