import { describe, expect, it } from "vitest";
import { createTestClock } from "@/lib/testing/test-clock";
import type { CounterKey } from "./counter-delta";
import { createKnownCounters } from "./known-counters";
import { createServerClock } from "./server-clock";

const keyOf = (subject: string): CounterKey => ({ subject, product: "prompts", environment: "production" });

function openCounters() {
  const known = createKnownCounters(createServerClock(createTestClock("2026-06-10T12:00:00Z")));
  const find = (subject: string) => known.of([keyOf(subject)])[0];
  /** Others come by, more than are remembered. */
  const passBy = (name: string) => {
    for (let n = 0; n < 120_000; n++) find(`${name}:${n}`);
  };
  return { find, passBy };
}

describe("counters that Redis was asked for", () => {
  it("are one for each name as long as a request waits for it, however many others come by", () => {
    const { find, passBy } = openCounters();
    const asked = find("org:waiting");
    if (!asked) throw new Error("every counter is found");
    asked.waiting += 1;
    passBy("first");
    passBy("second");
    expect(find("org:waiting")).toBe(asked);
    asked.waiting -= 1;
    passBy("third");
    expect(find("org:waiting")).not.toBe(asked);
  });

  it("stay known while they are asked for again and again", () => {
    const { find } = openCounters();
    const asked = find("org:busy");
    for (let n = 0; n < 120_000; n++) {
      find(`other:${n}`);
      if (n % 1_000 === 0) expect(find("org:busy")).toBe(asked);
    }
  });
});
