import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { runQuietly } from "../scripts/run-quietly.mjs";

/** Installs what one would use instead in a folder of its own, once a run; resolves with the folder. */
export async function installPeers(room) {
  const folder = join(room, "peers");
  if (existsSync(folder)) return folder;
  await cp("bench/peers", folder, { recursive: true });
  await runQuietly("npm", ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"]);
  return folder;
}

/** Starts a server in a process of its own; resolves with its port, its process and what to call it with. */
export async function startPeer(file, environment = {}) {
  const child = fork(file, { env: { ...process.env, NODE_ENV: "production", ...environment } });
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`${file} ended with ${code}`);
  });
  const [{ port, tokens }] = await Promise.race([once(child, "message"), failed]);
  failed.catch(() => undefined);
  return { port, tokens, pid: child.pid, stop: () => end(child) };
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

/** An empty database for a peer; resolves with its connection string. */
export async function createPeerDatabase(connectionString, name) {
  // Not above: the command that asks for this installs the packages first.
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  return url.toString();
}
