/** `npm start`: from whatever state the clone is in to a running server. `--demo` adds demo data once. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildIfStale } from "./build.mjs";
import { ensureSecrets } from "./secrets.mjs";
import { setUp } from "./setup.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const progress = (line) => console.log(line);

try {
  Object.assign(process.env, await ensureSecrets(process.env.LATCHKEY_DATA_DIR || "data"));
  await setUp(progress);
  await buildIfStale(progress);
  process.env.NODE_ENV = "production";
  const { startServer } = await import(pathToFileURL(join("dist", "server.mjs")).href);
  const starting = startServer(process.env, progress);
  stopOnSignal(starting);
  const { url, runtime } = await starting;
  if (process.argv.includes("--demo")) await seedDemo(runtime);
  console.log(`Latchkey is ready: ${url}`);
} catch (error) {
  console.error(`Latchkey did not start: ${error.message}`);
  process.exit(1);
}

/** One signal stops the server in order. Ctrl-C arrives twice, from the terminal and from npm, so a second one says nothing more. */
function stopOnSignal(starting) {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    try {
      await (await starting).stop();
      process.exit(0);
    } catch (error) {
      console.error(`Latchkey did not stop cleanly: ${error.message}`);
      process.exit(1);
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  // A promise that nobody awaited is one request's fault, not a reason to end all others.
  process.on("unhandledRejection", (error) => {
    const message = error instanceof Error ? error.message : String(error);
    console.error(
      JSON.stringify({
        at: new Date().toISOString(),
        level: "error",
        event: "unhandled_rejection",
        error: message,
      }),
    );
  });
}

async function seedDemo(runtime) {
  const bundle = join("dist", "seed-demo.mjs");
  if (!existsSync(bundle)) throw new Error("this version has no demo data");
  progress("Writing demo data …");
  const module = await import(pathToFileURL(bundle).href);
  const { signIn } = await module.seedDemo(runtime);
  progress(`Demo accounts, all with the password "${signIn[0].password}": ${signIn.map(({ email }) => email).join(", ")}`);
}
