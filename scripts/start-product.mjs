import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { withDiskWords } from "../lib/platform/disk-words.mjs";
import { errorFields, errorText, withoutSecrets } from "../lib/platform/log-error.mjs";
import { buildIfStale, isBuilt } from "./build.mjs";
import { checkSettings, databaseProblems } from "./check-settings.mjs";
import { complain, tell, warn } from "./console-lines.mjs";
import { withMounted } from "./mounted-secrets.mjs";
import { ensureSecrets } from "./secrets.mjs";
import { generateSources, installPackages, isInstalled } from "./setup.mjs";

const progress = (text) => tell(text);
/** The server, once it begins to start. */
let starting;
const ending = new AbortController();
let endBeganMs;
/** The file of secrets, where this start made it. */
let madeSecrets;
/** A stop that takes longer hangs; below the half minute that many supervisors give. */
const longestStopMs = 25_000;
/** Ctrl-C arrives twice, from the terminal and from npm, and so does what a supervisor sends to a whole group. */
const echoMs = 1_000;
const noBuild = "there is no build of these sources; npm start makes one";

/**
 * Starts the product in this process, which ends with it. With `mayMake` packages are installed and a build is made where
 * either is missing; without it the start is refused then. All settings are checked before anything is made.
 */
export async function startProduct({ mayMake, isDemo }) {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => endOnSignal(signal));
  endWithNpm();
  try {
    await makeReady(mayMake);
    await serve(isDemo);
  } catch (error) {
    // A signal ends in its own way what was still starting.
    if (endBeganMs !== undefined) return;
    // Secrets of no use: their file would stand in the way of the one that is put back.
    if (error.cause?.name === "OtherSecrets" && madeSecrets) await rm(madeSecrets, { force: true });
    const why = withoutSecrets(withDiskWords(error));
    complain(`Latchkey did not start: ${why}`, "start_failed", errorFields(error));
    await end(1);
  }
}

/** From any state of the clone to a build with its secrets. */
async function makeReady(mayMake) {
  if (!mayMake && !(isInstalled() && isBuilt())) throw new Error(noBuild);
  await requireGoodSettings();
  await installPackages(progress);
  requireNone(databaseProblems(process.env), "nothing was made but packages");
  Object.assign(process.env, withMounted(process.env));
  const dataDir = process.env.LATCHKEY_DATA_DIR || "data";
  const file = join(dataDir, "secrets.json");
  const isThere = existsSync(file);
  Object.assign(process.env, await ensureSecrets(dataDir));
  if (!isThere) madeSecrets = file;
  if (!mayMake) return;
  await generateSources(progress);
  await buildIfStale(progress);
}

/** Tells all that is wrong with the settings, and what is odd about them. */
async function requireGoodSettings() {
  const { problems, warnings } = await checkSettings(process.env);
  for (const { name, message } of warnings) warn(`${name} ${message}`, "setting_doubtful", { setting: name });
  requireNone(problems);
}

/** Complains of each mistake, and throws where there is one, with what was made so far. */
function requireNone(problems, made = "nothing was made") {
  for (const { name, message } of problems) complain(`${name} ${message}`, "setting_wrong", { setting: name });
  if (problems.length === 0) return;
  throw new Error(`${problems.length === 1 ? "a setting is" : `${problems.length} settings are`} wrong; ${made}`);
}

async function serve(isDemo) {
  process.env.NODE_ENV = "production";
  // Libraries print also while they are loaded.
  (await built("foreign-output.mjs")).logOwnForeignOutput();
  const server = await built("server.mjs");
  process.on("unhandledRejection", server.logRejection);
  process.on("uncaughtException", (error) => {
    server.logException(error);
    void end(1);
  });
  starting = server.startServer(process.env, {
    progress,
    // The password of the demo's administrator is public.
    beforeServing: isDemo ? undefined : (await built("demo-admin.mjs")).takeBackAdministration,
    signal: ending.signal,
    onLost: () => void end(1),
  });
  const { url, runtime, warm, offerSetUp } = await starting;
  if (isDemo) await seedDemo(runtime);
  await tellSetUp(offerSetUp);
  tell(`Latchkey is ready: ${url}`, "ready", { url, ms: Math.round(performance.now()) });
  void warm();
}

/** Offers the first administrator's link. A server that serves already does not end for a database that is too slow for it. */
async function tellSetUp(offerSetUp) {
  try {
    const link = await offerSetUp();
    if (link) tell(`No one administers this deployment yet. Become its administrator: ${link}`, "set_up_offered");
  } catch (error) {
    warn(
      `No link to set this deployment up was made; the next start offers one: ${errorText(error)}`,
      "set_up_not_offered",
      errorFields(error),
    );
  }
}

/** The first signal ends in order, another one at once. */
function endOnSignal(signal) {
  if (endBeganMs === undefined) return end(0);
  if (performance.now() - endBeganMs < echoMs) return;
  complain(`Latchkey ends at once: ${signal} came again.`, "ended_at_once");
  process.exit(1);
}

/** Ends when the npm that started us is gone: killed, it passes no signal on, and nothing else knows our process. */
function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const npm = process.ppid;
  setInterval(() => process.ppid === npm || void end(1), 500).unref();
}

/** Stops what has been started and exits: with `code`, or with 1 where that did not end in order. */
async function end(code) {
  if (endBeganMs !== undefined) return;
  endBeganMs = performance.now();
  setTimeout(() => {
    complain("Latchkey did not stop in time.", "stop_failed");
    process.exit(1);
  }, longestStopMs);
  ending.abort();
  const server = await starting?.catch(() => undefined); // one that fails to start has cleaned up behind itself
  try {
    await server?.stop();
    process.exit(code);
  } catch (error) {
    complain(`Latchkey did not stop cleanly: ${errorText(error)}`, "stop_failed", errorFields(error));
    process.exit(1);
  }
}

function built(file) {
  return import(pathToFileURL(join("dist", file)).href);
}

async function seedDemo(runtime) {
  progress("Writing demo data …");
  const { seedDemo: write } = await built("seed-demo.mjs");
  const { signIn, admin } = await write(runtime).catch((error) => {
    const why = error.message.trim().split("\n").at(-1);
    throw new Error(`the demo data could not be written, and none of it was: ${why}; start again`, { cause: error });
  });
  const emails = signIn.map(({ email }) => email).join(", ");
  progress(`Demo accounts, all with the password "${signIn[0].password}": ${emails}`);
  if (admin) progress(`${admin} administers this deployment for as long as it runs as a demo.`);
}
