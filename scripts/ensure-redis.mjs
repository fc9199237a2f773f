import { spawnSync } from "node:child_process";
import { isDebian } from "./ensure-chromium.mjs";
import { runStep } from "./run-step.mjs";

/** Makes a redis-server available to the tests of shared limits where we may install it; they say so themselves where there is none. */
export async function ensureRedis(progress) {
  const isInstalled = spawnSync("redis-server", ["--version"]).status === 0;
  if (isInstalled || process.getuid?.() !== 0 || !isDebian()) return;
  progress("Installing Debian's redis-server …");
  process.env.DEBIAN_FRONTEND = "noninteractive";
  await runStep("apt-get", ["update", "-qq"]);
  // The package would start a service of its own.
  process.env.RUNLEVEL = "1";
  await runStep("apt-get", ["install", "-y", "-qq", "redis-server"]);
}
