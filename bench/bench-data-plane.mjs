import { join } from "node:path";
import { getRequest, load } from "./load.mjs";
import { createPeerDatabase, installPeers, startPeer } from "./peer-servers.mjs";
import { benchPaths, makeProductCopy, startProductCopy, throughNext } from "./product-copy.mjs";
import { measureRounds, ratioTable } from "./rounds.mjs";

/** The data plane of the production server, beside a bare node:http server, a bare Next handler and better-auth's check. */
export async function benchDataPlane({ room, dataDir, secrets, database, progress, print, cleanups, quick }) {
  progress("Building a copy of the product …");
  const folder = join(room, "product-data-plane");
  await makeProductCopy(folder);
  const product = await startProductCopy(folder, dataDir, secrets);
  cleanups.push(product.stop);
  progress("Installing and starting the peers …");
  const peers = await installPeers(room);
  const start = async (file, environment) => {
    const peer = await startPeer(join(peers, file), environment);
    cleanups.push(peer.stop);
    return peer;
  };
  const bare = await start("bare.mjs");
  const betterAuth = await start("better-auth.mjs", {
    PEER_DATABASE_URL: await createPeerDatabase(database.connectionString, "peers_of_data_plane"),
  });

  const { keys, serviceKey } = database.credentials;
  const forwardAuth = "/api/v1/forward-auth?scope=prompts:read&deny=403";
  const variants = [
    { ...bare, name: "node:http, no check", requestOf: () => getRequest("/") },
    { ...product, name: "forward-auth", requestOf: (n) => getRequest(forwardAuth, keys[n % keys.length]) },
    { ...product, name: "keys/verify", requestOf: (n) => verifyRequest(serviceKey, keys[n % keys.length]) },
    {
      ...product,
      name: "a gated, metered handler",
      requestOf: (n) => getRequest(benchPaths.gated, keys[n % keys.length]),
    },
    { ...product, name: "a bare Next handler in the same server", requestOf: () => throughNext(benchPaths.bare) },
    {
      ...betterAuth,
      name: "better-auth's verifyApiKey over node:http, PostgreSQL",
      requestOf: (n) => getRequest("/", betterAuth.tokens[n % betterAuth.tokens.length]),
    },
  ];
  progress("Calling once with each of the 10,000 keys …");
  for (const { port, requestOf } of variants.slice(0, 4)) {
    await load({ port, connections: 16, requests: keys.length, requestOf });
  }
  progress("Comparing …");
  const figures = await measureRounds(variants, { connections: 16, seconds: quick ? 1 : 4, rounds: quick ? 2 : 7 });
  for (const { stop } of [product, bare, betterAuth]) await stop();
  print("The data plane", ratioTable(figures));
}

function verifyRequest(serviceKey, key) {
  const body = JSON.stringify({ key, scopes: ["prompts:read"] });
  const headers = [`Authorization: Bearer ${serviceKey}`, "Content-Type: application/json", "Host: localhost"];
  return `POST /api/v1/keys/verify HTTP/1.1\r\n${headers.join("\r\n")}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
