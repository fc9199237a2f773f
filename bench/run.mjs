/**
 * `npm run bench`: the product beside what one would use instead, on this machine, in one run. Prints its tables; takes
 * some ten minutes. `npm run bench -- check peers` runs those parts alone, `--quick` makes every part short.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { dropSettings } from "../scripts/drop-settings.mjs";
import { unknownArgument } from "../scripts/known-options.mjs";
import { loadTypeScript } from "../scripts/load-typescript.mjs";
import { ensureSecrets } from "../scripts/secrets.mjs";
import { setUp } from "../scripts/setup.mjs";
import { benchBackup } from "./bench-backup.mjs";
import { benchBrowser } from "./bench-browser.mjs";
import { benchCheck } from "./bench-check.mjs";
import { benchDataPlane } from "./bench-data-plane.mjs";
import { benchGrowth } from "./bench-growth.mjs";
import { benchImport } from "./bench-import.mjs";
import { benchJournal } from "./bench-journal.mjs";
import { benchLimits } from "./bench-limits.mjs";
import { benchOAuth } from "./bench-oauth.mjs";
import { benchPages } from "./bench-pages.mjs";
import { benchPeers } from "./bench-peers.mjs";
import { benchRecent } from "./bench-recent.mjs";
import { benchServer } from "./bench-server.mjs";
import { benchUsage } from "./bench-usage.mjs";
import { benchVerdict } from "./bench-verdict.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const parts = {
  check: benchCheck,
  journal: benchJournal,
  recent: benchRecent,
  limits: benchLimits,
  server: benchServer,
  peers: benchPeers,
  "data-plane": benchDataPlane,
  verdict: benchVerdict,
  oauth: benchOAuth,
  pages: benchPages,
  browser: benchBrowser,
  growth: benchGrowth,
  usage: benchUsage,
  import: benchImport,
  backup: benchBackup,
};
const words = process.argv.slice(2);
const wanted = words.filter((word) => word in parts);
const quick = words.includes("--quick");
const progress = (line) => console.error(line);
const unknown = unknownArgument(words, [...Object.keys(parts), "--quick"]);
if (unknown) {
  progress(`Nothing was measured: ${unknown}`);
  process.exit(1);
}
const print = (title, ...blocks) => console.log([`### ${title}`, ...blocks, ""].join("\n\n"));

// A bench must not measure, or fill, an instance that is in use, nor start one that counts with its Redis.
dropSettings(process.env);
const room = await mkdtemp(join(tmpdir(), "latchkey-bench-"));
const cleanups = [() => rm(room, { recursive: true, force: true })];
let cleaning;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => cleanUp().finally(() => process.exit(130)));
}
let failure;
try {
  await setUp(progress);
  const dataDir = join(room, "data");
  const secrets = await ensureSecrets(dataDir, {});
  progress("Filling a database with 2,000 organizations and 10,000 keys …");
  const { openBenchDatabase, loginPassword } = await loadTypeScript("bench/database.ts");
  const database = await openBenchDatabase(dataDir, secrets);
  cleanups.push(database.stop);
  const bench = { room, dataDir, secrets, database, loginPassword, quick, progress, print, cleanups };
  console.log(`Node ${process.version}, ${cpus().length} cores of ${cpus()[0]?.model}\n`);
  for (const part of wanted.length > 0 ? wanted : Object.keys(parts)) {
    await parts[part](bench);
  }
} catch (error) {
  failure = error;
}
const interrupted = cleaning !== undefined;
await cleanUp();
if (interrupted) process.exit(130);
if (failure) {
  console.error(failure);
  process.exit(1);
}

/** Ends what was started, last first, and removes the folder; a second call waits for the first. */
function cleanUp() {
  cleaning ??= (async () => {
    for (const cleanup of cleanups.reverse()) await cleanup().catch((error) => progress(error.message));
  })();
  return cleaning;
}
