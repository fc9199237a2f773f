import { join } from "node:path";
import { getRequest, load } from "./load.mjs";
import { createPeerDatabase, installPeers, startPeer } from "./peer-servers.mjs";
import { measureRounds, ratioTable } from "./rounds.mjs";

/** What one would use instead, beside our check, each over node:http with the same answer. */
export async function benchPeers({ room, secrets, database, progress, print, cleanups, quick }) {
  progress("Installing the peers in a folder of their own …");
  const folder = await installPeers(room);

  const servers = [];
  const start = async (name, file, environment) => {
    progress(`Starting ${name} …`);
    const peer = await startPeer(file, environment);
    cleanups.push(peer.stop);
    const callers = peer.tokens.length > 0 ? peer.tokens : database.credentials.keys;
    const requestOf = (n) => getRequest("/", callers[n % callers.length]);
    await load({ port: peer.port, connections: 16, requests: callers.length, requestOf });
    servers.push({ ...peer, name, requestOf });
  };
  const peer = (file) => join(folder, file);
  await start("node:http, no check", peer("bare.mjs"));
  await start("our check, limits and meter over node:http", "bench/our-check-server.mjs", {
    ...secrets,
    DATABASE_URL: database.connectionString,
  });
  await start("express + passport-http-bearer + express-rate-limit, in memory", peer("express-bearer.mjs"));
  await start("better-auth with its API keys, PostgreSQL", peer("better-auth.mjs"), {
    PEER_DATABASE_URL: await createPeerDatabase(database.connectionString, "peers"),
  });
  progress("Comparing …");
  const figures = await measureRounds(servers, { connections: 16, seconds: quick ? 1 : 4, rounds: quick ? 2 : 7 });
  for (const { stop } of servers) await stop();
  print("Peers over node:http", ratioTable(figures));
}
