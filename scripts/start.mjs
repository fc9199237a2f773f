/** `npm start`: from any state of the clone to a running server. `--demo` adds demo data once. */
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildIfStale } from "./build.mjs";
import { ensureSecrets } from "./secrets.mjs";
import { setUp } from "./setup.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const progress = (line) => console.log(line);
/** The server, once it begins to start. */
let starting;
let stopping = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stopOnSignal);

try {
  Object.assign(process.env, await ensureSecrets(process.env.LATCHKEY_DATA_DIR || "data"));
  await setUp(progress);
  await buildIfStale(progress);
  process.env.NODE_ENV = "production";
  const { logRejection, startServer } = await built("server.mjs");
  process.on("unhandledRejection", logRejection);
  starting = startServer(process.env, progress);
  const { url, runtime } = await starting;
  if (process.argv.includes("--demo")) await seedDemo(runtime);
  else await (await built("demo-admin.mjs")).takeBackAdministration(runtime);
  console.log(`Latchkey is ready: ${url}`);
} catch (error) {
  // A signal stops in its own way what was still starting.
  if (!stopping) {
    console.error(`Latchkey did not start: ${error.message}`);
    await stopServer();
    process.exit(1);
  }
}

/** Ctrl-C arrives twice, from the terminal and from npm: the second one says nothing more. */
async function stopOnSignal() {
  if (stopping) return;
  stopping = true;
  process.exit(await stopServer());
}

/** Stops what has been started; returns the exit code. */
async function stopServer() {
  const server = await starting?.catch(() => undefined); // one that fails to start has cleaned up behind itself
  try {
    await server?.stop();
    return 0;
  } catch (error) {
    console.error(`Latchkey did not stop cleanly: ${error.message}`);
    return 1;
  }
}

function built(file) {
  return import(pathToFileURL(join("dist", file)).href);
}

async function seedDemo(runtime) {
  progress("Writing demo data …");
  const { signIn, admin } = await (await built("seed-demo.mjs")).seedDemo(runtime);
  const emails = signIn.map(({ email }) => email).join(", ");
  progress(`Demo accounts, all with the password "${signIn[0].password}": ${emails}`);
  if (admin) progress(`${admin} administers this deployment for as long as it runs as a demo.`);
}
