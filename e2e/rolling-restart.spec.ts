/** Two processes behind a real nginx, by the recipe of the docs, which are restarted one after the other under load. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "playwright/test";
import { bearer } from "./fixtures";
import { startLoad } from "./load";
import type { ProductRoom } from "./product-process";
import { startTwoProcesses } from "./two-processes";

const undo: (() => Promise<unknown>)[] = [];

test.afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

test("rolling restarts of two processes behind nginx, which replace every secret, fail no request that a proxy may send again", async ({
  playwright,
}) => {
  test.setTimeout(600_000); // six starts, on two cores that carry the load as well
  const { room, start, processes, port: nginxPort, api, account, key } = await startTwoProcesses(playwright, undo);

  const load = startLoad(nginxPort, { key });
  const restartEach = async () => {
    for (const { port } of [...processes]) {
      const old = processes.shift();
      old?.child.kill("SIGTERM");
      expect(await old?.exited, old?.output().slice(-2_000)).toBe(0);
      await load.more();
      processes.push(await start({ port }));
      await load.more();
      expect((await api.get("/api/user/me", bearer(account.token))).status()).toBe(200);
    }
  };
  // Beside two processes the command puts a new secret behind the old one first, and before it the second time.
  for (const step of ["announced", "first"]) {
    for (const name of secretNames)
      expect(await operate(room, "secrets", "rotate", name)).toMatchObject({ data: { name, step } });
    await restartEach();
  }
  const outcomes = await load.stop();
  expect([...outcomes.keys()].sort()).toEqual(["200"]);

  expect(await operate(room, "secrets", "reseal")).toMatchObject({ outcome: "done" });
  const { data } = await operate(room, "secrets", "status");
  const needs = Object.fromEntries(
    data.secrets.map(({ name, former }: { name: string; former: { needed_by: { kind: string }[] }[] }) => [
      name,
      former.flatMap(({ needed_by }) => needed_by.map(({ kind }) => kind)),
    ]),
  );
  // The key was used since, and its hash has moved; the session's token is under the old secret for as long as it lives.
  expect(needs).toMatchObject({ JWT_SECRET: ["session tokens"], ENCRYPTION_KEY: ["sign-ins under way"] });
  expect(needs.KEY_PEPPER).not.toContain("API keys");
});

const secretNames = ["JWT_SECRET", "NEXTAUTH_SECRET", "KEY_PEPPER", "ENCRYPTION_KEY"];

/** Runs an operator's command beside the processes; resolves with what it says as JSON. */
async function operate({ dataDir }: ProductRoom, ...words: string[]) {
  const env = { ...process.env, LATCHKEY_DATA_DIR: dataDir };
  const { stdout } = await promisify(execFile)(process.execPath, ["scripts/latchkey.mjs", ...words, "--json"], { env });
  return JSON.parse(stdout);
}
