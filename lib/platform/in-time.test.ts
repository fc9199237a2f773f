import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { keepBusy } from "@/lib/testing/keep-busy";
import { inOwnTime, inTime, ownTimer } from "./in-time";

const never = new Promise<never>(() => undefined);

it("what does not come is given up after the limit, of the clock's time or of the process's own", async () => {
  for (const within of [inTime, inOwnTime]) {
    const begunMs = performance.now();
    await expect(within(never, 200, "too late")).rejects.toThrow("too late");
    expect(performance.now() - begunMs).toBeGreaterThanOrEqual(195);
  }
});

it("an answer that arrived while the process itself was busy for longer than the limit is still in time", async () => {
  const server = createServer((_, response) => response.end("answered")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const asked = fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`).then((answer) => answer.text());
  const answer = inOwnTime(asked, 500, "too late");
  keepBusy(1_000);
  expect(await answer).toBe("answered");
  server.closeAllConnections();
  server.close();
});

it("a moment in which the process itself was busy counts as a fifth of the limit at most, and a stopped wait calls nothing", () => {
  const timer = ownTimer(500, () => expect.unreachable());
  keepBusy(700);
  const elapsedMs = timer.elapsedMs();
  expect(elapsedMs).toBeGreaterThan(0);
  expect(elapsedMs).toBeLessThanOrEqual(100);
  timer.stop();
});
