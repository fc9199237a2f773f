import { fork } from "node:child_process";
import { once } from "node:events";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { runQuietly } from "../scripts/run-quietly.mjs";
import { getRequest, load } from "./load.mjs";
import { measureRounds, ratioTable } from "./rounds.mjs";

/** What one would use instead, beside our check, each over node:http with the same answer. */
export async function benchPeers({ room, secrets, database, progress, print, cleanups, quick }) {
  progress("Installing the peers in a folder of their own …");
  const folder = join(room, "peers");
  await cp("bench/peers", folder, { recursive: true });
  await runQuietly("npm", ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"]);

  const servers = [];
  const start = async (name, file, environment = {}) => {
    progress(`Starting ${name} …`);
    const child = fork(file, { env: { ...process.env, NODE_ENV: "production", ...environment } });
    cleanups.push(() => end(child));
    const [{ port, tokens }] = await Promise.race([once(child, "message"), once(child, "exit").then(refuse(name))]);
    const callers = tokens.length > 0 ? tokens : database.credentials.keys;
    const requestOf = (n) => getRequest("/", callers[n % callers.length]);
    await load({ port, connections: 16, requests: callers.length, requestOf });
    servers.push({ name, pid: child.pid, port, child, requestOf });
  };
  const peer = (file) => join(folder, file);
  await start("node:http, no check", peer("bare.mjs"));
  await start("our check, limits and meter over node:http", "bench/our-check-server.mjs", {
    ...secrets,
    DATABASE_URL: database.connectionString,
  });
  await start("express + passport-http-bearer + express-rate-limit, in memory", peer("express-bearer.mjs"));
  await start("better-auth with its API keys, PostgreSQL", peer("better-auth.mjs"), {
    PEER_DATABASE_URL: await createPeerDatabase(database.connectionString),
  });
  progress("Comparing …");
  const figures = await measureRounds(servers, { connections: 16, seconds: quick ? 1 : 4, rounds: quick ? 2 : 7 });
  for (const { child } of servers) await end(child);
  print("Peers over node:http", ratioTable(figures));
}

function refuse(name) {
  return ([code]) => {
    throw new Error(`${name} ended with ${code}`);
  };
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

async function createPeerDatabase(connectionString) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query("CREATE DATABASE peers");
  await client.end();
  const url = new URL(connectionString);
  url.pathname = "/peers";
  return url.toString();
}
