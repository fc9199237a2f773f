import { spawnSync } from "node:child_process";
import { ensurePackage } from "./ensure-package.mjs";

/** Makes a redis-server available to the tests of shared limits. */
export async function ensureRedis(progress) {
  const isThere = () => spawnSync("redis-server", ["--version"]).status === 0;
  await ensurePackage("redis-server", { isThere, progress });
}
