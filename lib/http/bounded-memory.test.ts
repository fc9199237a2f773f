import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { keyFormatOf } from "@/lib/access/catalogue";
import { createCounterStore } from "@/lib/access/counter-store";
import { generateCredential } from "@/lib/access/credential-format";
import { createLocalLimiter } from "@/lib/access/local-limiter";
import { liveHeapBytes } from "@/lib/testing/live-heap";
import { stranger } from "@/lib/testing/stranger";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { enforce } from "@/middleware";
import { parseTrustedProxies, readArrival } from "./edge";

const { open } = useTestRuntime();
const mebibyte = 1_048_576;

/**
 * By how much the live heap grows while `step` requests are sent, after `filled` before. It is the least of three
 * times, because what is loaded late (a module, a map of its lines) comes once.
 */
async function growthOver(filled: number, step: number, send: (index: number) => Promise<unknown>): Promise<number> {
  const growths: number[] = [];
  let sent = 0;
  const sendTo = async (end: number) => {
    for (; sent < end; sent += 100) await Promise.all(Array.from({ length: 100 }, (_, index) => send(sent + index)));
    return settledHeap();
  };
  let before = await sendTo(filled);
  for (let end = filled + step; end <= filled + 3 * step; end += step) {
    const after = await sendTo(end);
    growths.push(after - before);
    before = after;
  }
  return Math.min(...growths);
}

/** What waits to be stored is no part of what stays. */
async function settledHeap(): Promise<number> {
  await open().flush();
  return liveHeapBytes();
}

describe("the memory of the gate stays as it is", () => {
  it("while strangers show keys that nobody has", async () => {
    const format = keyFormatOf("prompts", "production");
    if (!format) throw new Error("the prompts product has keys");
    const growth = await growthOver(10_500, 2_500, async (index) => {
      const headers = { authorization: `Bearer ${generateCredential(format)}` };
      const outcome = await enforce(stranger(index, "GET", "/v1/prompts", headers));
      expect(outcome).toMatchObject({ admitted: false, answer: { status: 401 } });
    });
    // 2,500 more at 300 bytes each would be 0.7 MiB.
    expect(growth / mebibyte).toBeLessThan(0.35);
  });

  it("while addresses come in headers that are long for them", async () => {
    const filler = "192.0.2.1, ".repeat(1_400);
    const trusted = parseTrustedProxies("10.0.0.1");
    const growth = await growthOver(500, 500, async (index) => {
      const chain = `${filler}2001:db8:${(index + 1).toString(16)}::abcd:1234`;
      const request = { url: "/", headers: { "x-forwarded-for": chain }, socket: { remoteAddress: "10.0.0.1" } };
      expect(readArrival(request as unknown as IncomingMessage, trusted, false).address).toBe(
        chain.slice(filler.length),
      );
    });
    // 500 chains of 15 KB would be 7 MiB.
    expect(growth / mebibyte).toBeLessThan(2);
  });

  it("while more addresses are counted than it keeps counters of", async () => {
    const { clock, database, ledger } = open();
    const limiter = createLocalLimiter(clock, createCounterStore(database.gate), ledger, { maxCells: 2_000 });
    const limits = { perMinute: 10, burst: 10 };
    const growth = await growthOver(2_500, 2_500, async (index) => {
      const bucket = {
        subject: `ip:2001:db8::${index}`,
        product: "sign-in",
        environment: "production",
        limits,
      } as const;
      expect((await limiter.decide([bucket])).allowed).toBe(true);
    });
    // 2,500 counters more at 300 bytes each would be 0.7 MiB.
    expect(growth / mebibyte).toBeLessThan(0.35);
  });
});
