/** Two processes behind a real nginx, by the recipe of the docs, of which one after the other gives way to a newer version. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "playwright/test";
import { bearer } from "./fixtures";
import { startLoad } from "./load";
import { makeNewerRelease } from "./newer-release";
import type { ProductProcess } from "./product-process";
import { startTwoProcesses } from "./two-processes";

const run = promisify(execFile);
const undo: (() => Promise<unknown>)[] = [];

test.afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

test("a rolling upgrade of two processes behind nginx fails no request; the version before goes on, and ends where it must", async ({
  playwright,
}) => {
  test.setTimeout(600_000); // five starts, on two cores that carry the load as well
  const { room, env, start, processes, port: nginxPort, api, account, key } = await startTwoProcesses(playwright, undo);
  const [old, remaining] = processes;
  const newer = await makeNewerRelease(
    join(room.dataDir, "newer"),
    "ALTER TABLE prompts ADD COLUMN later text; ALTER TABLE api_keys ADD COLUMN later text;",
  );
  const operate = (tool: string, ...words: string[]) =>
    run(process.execPath, [tool, ...words], { env: { ...room.env, ...env } }).then(
      ({ stdout }) => stdout,
      ({ stderr }: { stderr: string }) => stderr,
    );
  await operate("scripts/latchkey.mjs", "organizations", "plan", account.email, "enterprise");
  // Of a table that the migration changes.
  const scopes = ["prompts:read", "prompts:write"];
  const made = await api.post("/api/v1/api-keys", { data: { name: "Writes", scopes }, ...bearer(account.token) });
  const writer = (await made.json()).key;
  for (const { port } of [old, remaining]) {
    const perMinute = async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/v1/prompts`, bearer(writer));
      return answer.headers.get("x-ratelimit-limit");
    };
    await expect.poll(perMinute).toBe("1000");
  }

  const load = startLoad(nginxPort, { key, writer });
  const restart = async (process: ProductProcess) => {
    process.child.kill("SIGTERM");
    expect(await process.exited, process.output().slice(-2_000)).toBe(0);
    await load.more();
    const restarted = await start({ port: process.port, command: newer.command });
    await load.more();
    return restarted;
  };
  await restart(old);
  // Both versions serve now: the older one on a database that the newer one has migrated.
  const ready = await fetch(`http://127.0.0.1:${remaining.port}/readyz`);
  expect([ready.status, (await ready.json()).parts.migrations]).toEqual([200, "ok"]);
  // The file of one version's pages may be asked of the other one.
  for (let n = 0; n < 6; n++) expect((await api.get(newer.file)).status()).toBe(200);
  const again = await start();
  await restart(remaining);
  const outcomes = await load.stop();
  expect([...outcomes.keys()].sort()).toEqual(["200", "201"]);

  // A migration that takes something away waits for processes that may still use it.
  await newer.addMigration("-- contract: needs every process at 900.0.0\nALTER TABLE prompts DROP COLUMN later;");
  const migrate = () => operate(newer.tool, "migrate");
  expect(await migrate()).toMatch(
    /^Nothing was changed: 1 of version \d\S+ runs; bring all to 900\.0\.0 first, or stop them$/m,
  );
  // One that is silent for long counts as gone. When it is back it finds that it must end, and says why.
  again.child.kill("SIGSTOP");
  await expect.poll(migrate, { timeout: 120_000 }).toContain("was applied.");
  again.child.kill("SIGCONT");
  expect(await again.exited).toBe(1);
  expect(again.output()).toContain("schema_outgrown");
  const refused = await room.start({ env });
  expect(await refused.exited).toBe(1);
  expect(refused.output()).toContain("needs version 900.0.0 or newer");
  // Those of the newer version go on, although they began before it.
  const later = startLoad(nginxPort, { key, writer });
  await later.more();
  expect([...(await later.stop()).keys()].sort()).toEqual(["200", "201"]);
  expect((await api.get("/readyz")).status()).toBe(200);
});
