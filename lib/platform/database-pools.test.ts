import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { expect, it } from "vitest";
import { keepBusy } from "@/lib/testing/keep-busy";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { isDatabaseAway } from "./database-away";
import { openPools } from "./database-pools";
import { inOwnTime } from "./in-time";
import { currentWork, onBehalfOf } from "./whose-work";

const { open } = useTestRuntime();

it("what waited for its turn at a database that takes connections and says nothing hears of it within two seconds", async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket)).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const address = silent.address();
  const port = typeof address === "object" ? address?.port : 0;
  const pools = openPools(`postgres://nobody@127.0.0.1:${port}/none`, { features: 1 }, { turnMs: 1_700 });
  const failures = Promise.all(
    [1, 2].map((page) =>
      onBehalfOf(`user:${page}`, null, async () => {
        const error = await pools.features.connect().catch((failed: unknown) => failed);
        // The one who asked for the work learns by it that it may be asked for again.
        expect(currentWork()).toMatchObject({ hadNoConnection: true });
        return error;
      }),
    ),
  );
  // With room for a machine that does other things as well; turn and connection one after the other take three seconds.
  const errors = await inOwnTime(failures, 2_500, "they still wait");
  expect(errors.map(isDatabaseAway)).toEqual([true, true]);
  for (const socket of sockets) socket.destroy();
  await pools.end();
  silent.close();
});

it("a connection, and a statement on it, whose answers came while the process itself was busy are had", async () => {
  const pools = openPools(open().settings.databaseUrl);
  for (const pool of [pools.gate, pools.features]) {
    const asked = pool.query("SELECT 1 AS n, pg_sleep(0.3)");
    // Longer than a new connection may take, and together with that wait longer than a statement may.
    keepBusy(1_700);
    expect((await asked).rows).toMatchObject([{ n: 1 }]);
    expect(pool.waits.failed).toBe(0);
  }
  await pools.end();
});

it("who waits for a turn gets one that became free after the process itself was busy for longer than one waits", async () => {
  const pools = openPools(open().settings.databaseUrl, { features: 1 });
  const holder = await pools.features.connect();
  const waiting = onBehalfOf("user:1", null, () => pools.features.connect());
  keepBusy(900);
  await holder.query("SELECT pg_sleep(0.1)");
  holder.release();
  (await waiting).release();
  await pools.end();
});
