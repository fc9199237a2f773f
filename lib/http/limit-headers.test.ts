import { describe, expect, it } from "vitest";
import {
  limitsOf,
  type PlanId,
  type PlanLimits,
  type ProductId,
  planIds,
  productIds,
  productOf,
} from "@/lib/access/catalogue";
import { decideOn, freshCounters } from "@/lib/access/limit-windows";
import type { LimitDecision, WindowName } from "@/lib/access/limiter";
import { limitHeaders } from "./limit-headers";

/** The headers of every product and plan, for each window that denies, and of limits that only an administrator sets. */

type Case = { name: string; product: ProductId; limits: PlanLimits };

const shipped = productIds().flatMap((product) =>
  planIds().flatMap((plan: PlanId): Case[] => {
    const limits = limitsOf(product, plan);
    return limits?.burst ? [{ name: `${product} ${plan}`, product, limits }] : [];
  }),
);
const cases: Case[] = [
  ...shipped,
  { name: "a burst above the rate", product: "prompts", limits: { perMinute: 10, burst: 25, perDay: 60 } },
  { name: "a rate of one", product: "account", limits: { perMinute: 1, burst: 3 } },
];

const startMs = Date.UTC(2026, 5, 10, 12, 0, 20, 345);

/** A caller of one product, at a time that the test moves. */
function callerOf({ limits }: Case) {
  const counters = freshCounters(startMs);
  let nowMs = startMs;
  const decide = (consume: boolean): LimitDecision => decideOn([{ limits }], [counters], nowMs, 1, consume);
  return {
    now: () => nowMs,
    wait: (ms: number) => {
      nowMs += ms;
    },
    call: () => decide(true),
    look: () => decide(false),
    /** Counts what is left of a window without sending it. */
    useUp: (name: WindowName) => {
      const { minute, day, month } = freshCounters(nowMs);
      Object.assign(counters, { minute, day, month });
      if (name === "burst") counters.debt = limits.burst * 60_000;
      if (name === "minute") counters.minuteCount = Math.max(limits.perMinute, limits.burst);
      if (name === "day") counters.dayCount = limits.perDay ?? 0;
      if (name === "month") counters.monthCount = limits.perMonth ?? 0;
    },
  };
}

function headlineLimit({ product, limits }: Case): number | undefined {
  return productOf(product).headline === "month" ? limits.perMonth : limits.perMinute;
}

function windowNames({ limits }: Case): WindowName[] {
  return [
    "minute",
    "burst",
    ...(limits.perDay === undefined ? [] : ["day" as const]),
    ...(limits.perMonth === undefined ? [] : ["month" as const]),
  ];
}

/** The windows that `RateLimit` lists, in its order. */
function listed(headers: Record<string, string>): { name: string; left: number; resetSeconds: number }[] {
  const items = headers.ratelimit?.matchAll(/"(\w+)";r=(\d+);t=(\d+)/g) ?? [];
  return [...items].map(([, name = "", left, reset]) => ({ name, left: Number(left), resetSeconds: Number(reset) }));
}

describe.each(cases)("$name", (example) => {
  const { product, limits } = example;
  const policy = `${headlineLimit(example)}/${productOf(product).headline}`;

  it("states the documented limit on every answer, and each window with its own number", () => {
    const caller = callerOf(example);
    const headers = limitHeaders(caller.call(), product);
    expect([headers["x-ratelimit-limit"], headers["x-ratelimit-policy"]]).toEqual([
      String(headlineLimit(example)),
      policy,
    ]);
    const numbers = [...(headers["ratelimit-policy"]?.matchAll(/"(\w+)";q=(\d+)/g) ?? [])];
    expect(Object.fromEntries(numbers.map(([, name, limit]) => [name, Number(limit)]))).toEqual({
      minute: limits.perMinute,
      burst: limits.burst,
      ...(limits.perDay === undefined ? {} : { day: limits.perDay }),
      ...(limits.perMonth === undefined ? {} : { month: limits.perMonth }),
    });
    expect(headers).not.toHaveProperty("retry-after");
  });

  it.each(windowNames(example))("on 429 by the %s keeps that number, has nothing left and names the window", (name) => {
    const caller = callerOf(example);
    caller.useUp(name);
    const denied = caller.call();
    const headers = limitHeaders(denied, product);
    expect(denied.allowed).toBe(false);
    expect(headers).toMatchObject({
      "x-ratelimit-limit": String(headlineLimit(example)),
      "x-ratelimit-remaining": "0",
      "x-ratelimit-policy": policy,
    });
    const seconds = Number(headers["retry-after"]);
    expect(headers["x-ratelimit-retry-after"]).toBe(String(seconds));
    expect(listed(headers)[0]).toEqual({ name, left: 0, resetSeconds: seconds });
    expect(
      listed(headers)
        .map((window) => window.name)
        .toSorted(),
    ).toEqual(windowNames(example).toSorted());
    // Both are the first whole second at which a request passes.
    const resetMs = Number(headers["x-ratelimit-reset"]) * 1000;
    for (const passesMs of [startMs + seconds * 1000, resetMs]) {
      const waiting = callerOf(example);
      waiting.useUp(name);
      waiting.wait(Math.max(0, passesMs - 1000 - startMs));
      expect(waiting.look().allowed).toBe(false);
      waiting.wait(passesMs - waiting.now());
      expect(waiting.look().allowed).toBe(true);
    }
  });

  it("lets a request pass whenever something remains, unless another window says that it has nothing", () => {
    const caller = callerOf(example);
    const most = 3 * Math.max(limits.perMinute, limits.burst);
    for (let step = 0; step < Math.min(most, 3_000); step++) {
      const headers = limitHeaders(caller.look(), product);
      const left = [Number(headers["x-ratelimit-remaining"]), ...listed(headers).map((window) => window.left)];
      expect([step, caller.call().allowed]).toEqual([step, left.every((count) => count > 0)]);
      caller.wait(step % 7 === 0 ? Math.ceil(40_000 / limits.perMinute) : 0);
    }
  });
});
