import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { loadTypeScript } from "../scripts/load-typescript.mjs";
import { median, percentile, table } from "./statistics.mjs";

/** What grows with what is stored, and with strangers: start, first checks and memory. */
export async function benchGrowth({ database, secrets, progress, print, quick }) {
  const { openGrowingDatabase } = await loadTypeScript("bench/growth-database.ts");
  const growing = await openGrowingDatabase(database.connectionString, secrets.KEY_PEPPER);
  const environment = { ...process.env, ...secrets, DATABASE_URL: growing.connectionString };
  const rows = [];
  for (const keys of quick ? [100, 10_000] : [100, 10_000, 1_000_000]) {
    progress(`Starting with ${keys.toLocaleString("en")} keys …`);
    const samples = await growing.growTo(keys);
    const [figure] = await inChild("measureStart", environment, samples);
    rows.push([
      keys.toLocaleString("en"),
      figure.startMs.toFixed(0),
      figure.residentMiB.toFixed(0),
      `${median(figure.coldMs).toFixed(2)} / ${percentile(figure.coldMs, 99).toFixed(2)}`,
      figure.togetherMs.toFixed(0),
    ]);
  }
  print(
    "Stored keys",
    table([
      ["keys", "start, ms", "VmRSS, MiB", "50 first checks, one by one, p50 / p99, ms", "50 more at once, ms"],
      ...rows,
    ]),
  );
  const strangers = quick ? 50_000 : 1_000_000;
  progress(`Letting ${strangers.toLocaleString("en")} strangers come, each with a key and an address of their own …`);
  const curve = await inChild("measureStrangers", environment, strangers);
  print(
    "Strangers",
    table([
      ["unknown keys and addresses", "VmRSS, MiB", "live heap, MiB"],
      ...curve.map(({ count, residentMiB, heapMiB }) => [
        count.toLocaleString("en"),
        residentMiB.toFixed(0),
        heapMiB.toFixed(1),
      ]),
    ]),
  );
  await growing.close();
}

/** Runs one of the measurements in a process of its own; each line that it prints is a figure. */
async function inChild(measure, environment, input) {
  const program = `
    import { loadTypeScript } from "./scripts/load-typescript.mjs";
    const { ${measure} } = await loadTypeScript("bench/growth.ts");
    await ${measure}(process.env, ${JSON.stringify(input)}, (figure) => console.log(JSON.stringify(figure)));
    process.exit(0);
  `;
  const child = spawn(process.execPath, ["--expose-gc", "--input-type=module", "-e", program], {
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const figures = [];
  for await (const line of createInterface({ input: child.stdout })) figures.push(JSON.parse(line));
  if (child.exitCode === null) await once(child, "exit");
  if (child.exitCode !== 0) throw new Error(`${measure} ended with ${child.exitCode}`);
  return figures;
}
