import { createInterface } from "node:readline";
import pg from "pg";
import { expect } from "vitest";
import type { Settings } from "@/lib/platform/settings";
import { importing } from "./child-module";
import { environmentOf, startChild } from "./child-process";
import { beginning } from "./leasing-process";

const processes = 4;

/**
 * Starts four processes of `lib/testing/leasing-process.ts` that begin at one moment; resolves with how many of all their clients got what
 * they asked for.
 */
export async function countAtOnce(
  name: "leaseInProcess" | "holdInProcess",
  settings: Settings,
  env: Record<string, string>,
): Promise<number> {
  const gate = new pg.Client({ connectionString: settings.databaseUrl });
  await gate.connect();
  await gate.query("SELECT pg_advisory_lock($1)", [beginning]);
  const begin = await importing("lib/testing/leasing-process.ts");
  const says = Array.from({ length: processes }, () => launch(begin, name, environmentOf(settings, env)));
  expect(await Promise.all(says.map((next) => next()))).toEqual(says.map(() => "ready"));
  await gate.query("SELECT pg_advisory_unlock($1)", [beginning]);
  await gate.end();
  const got = (await Promise.all(says.map((next) => next()))).map(Number);
  return got.reduce((sum, count) => sum + count, 0);
}

/** A process that says that it is ready, and then how many of its clients got what they asked for. */
function launch(begin: string, name: string, env: NodeJS.ProcessEnv) {
  const program = `
    console.log(await own.${name}(process.env, () => console.log("ready")));
    process.exit(0);
  `;
  const { stdout } = startChild(begin + program, env);
  if (!stdout) throw new Error("the process says nothing");
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return async () => String((await lines.next()).value);
}
