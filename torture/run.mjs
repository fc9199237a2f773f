/**
 * `npm run torture`: real processes on a real PostgreSQL and Redis, killed, stopped, paused, cut and filled while clients
 * count what they receive. Prints one table; fails where what was let through or stored differs from what must be.
 * `npm run torture -- kill-one redis-faults` runs those scenarios alone, `--short` a few of each, `--rounds n` sets how often.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { table } from "../bench/statistics.mjs";
import { buildIfStale } from "../scripts/build.mjs";
import { dropSettings } from "../scripts/drop-settings.mjs";
import { ensureNginx } from "../scripts/ensure-nginx.mjs";
import { ensureRedis } from "../scripts/ensure-redis.mjs";
import { unknownArgument } from "../scripts/known-options.mjs";
import { endLeftovers } from "../scripts/leftovers.mjs";
import { setUp } from "../scripts/setup.mjs";
import { clock } from "./scenarios/clock.mjs";
import { cold } from "./scenarios/cold.mjs";
import { disk } from "./scenarios/disk.mjs";
import { killMany, killOne, killSynced } from "./scenarios/kills.mjs";
import { limits } from "./scenarios/limits.mjs";
import { neighbours } from "./scenarios/neighbours.mjs";
import { postgresFaults } from "./scenarios/postgres-faults.mjs";
import { redisFaults } from "./scenarios/redis-faults.mjs";
import { quietStop, rollingRestart, secondProcess } from "./scenarios/restarts.mjs";
import { revocation } from "./scenarios/revocation.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const scenarios = {
  limits,
  "kill-one": killOne,
  "kill-synced": killSynced,
  "kill-many": killMany,
  "redis-faults": redisFaults,
  "postgres-faults": postgresFaults,
  disk,
  clock,
  cold,
  neighbours,
  "second-process": secondProcess,
  "quiet-stop": quietStop,
  "rolling-restart": rollingRestart,
  revocation,
};
const inShort = ["limits", "kill-one", "redis-faults"];

const words = process.argv.slice(2);
const short = words.includes("--short");
const rounds = words.includes("--rounds") ? Number(words[words.indexOf("--rounds") + 1]) : undefined;
const report = words.includes("--report") ? words[words.indexOf("--report") + 1] : undefined;
const named = words.filter((word) => word in scenarios);
const values = [words.indexOf("--rounds"), words.indexOf("--report")].flatMap((at) => (at === -1 ? [] : [at + 1]));
const unknown = unknownArgument(
  words.filter((_, at) => !values.includes(at)),
  [...Object.keys(scenarios), "--short", "--rounds", "--report"],
);
const wanted = named.length > 0 ? named : short ? inShort : Object.keys(scenarios);
const progress = (line) => console.error(line);

if (unknown) {
  progress(`Nothing was run: ${unknown}`);
  process.exit(1);
}
dropSettings(process.env);
const room = await mkdtemp(join(tmpdir(), "latchkey-torture-"));
process.env.TMPDIR = room;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.once(signal, () => cleanUp().finally(() => process.exit(130)));

const rows = [];
const failures = [];
try {
  await setUp(progress);
  await buildIfStale(progress);
  await ensureRedis(progress);
  if (!short) await ensureNginx(progress);
  for (const name of wanted) {
    const { title, run } = scenarios[name];
    progress(`\n── ${name}: ${title} ──`);
    try {
      for await (const row of run({ room, short, progress, ...(rounds ? { rounds } : {}) })) {
        rows.push({ scenario: name, ...row });
        progress(`${row.difference === 0 ? "ok  " : "FAIL"} ${row.test}: ${JSON.stringify(row)}`);
      }
    } catch (error) {
      failures.push({ name, why: error.stack });
      progress(`FAIL ${name}: ${error.stack}`);
    }
  }
} finally {
  await cleanUp();
}

const columns = ["scenario", "test", "clients", "processes", "answers", "allowed", "stored", "difference", "note"];
console.log(table([columns, ...rows.map((row) => columns.map((column) => cellOf(row[column])))]));
const tests = [
  ...rows.map((row) => ({
    id: `${row.scenario} › ${row.test}`,
    why: JSON.stringify(row),
    failed: row.difference !== 0,
  })),
  ...failures.map(({ name, why }) => ({ id: `torture/${name}`, why, failed: true })),
].map((test) => ({ ...test, passed: !test.failed }));
const wrong = tests.filter(({ failed }) => failed).length;
console.log(
  `\n${rows.length} tests, ${wrong} with a difference${failures.map(({ name, why }) => `\n\n${name}: ${why}`).join("")}`,
);
if (report) await writeFile(report, JSON.stringify({ tests }));
process.exit(wrong > 0 ? 1 : 0);

function cellOf(value) {
  return typeof value === "number" ? value.toLocaleString("en") : (value ?? "");
}

async function cleanUp() {
  await endLeftovers(room);
  await rm(room, { recursive: true, force: true });
}
