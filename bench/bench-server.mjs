import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { getRequest, load } from "./load.mjs";
import { familyMiB, residentMiB } from "./process-facts.mjs";
import { benchPaths, makeProductCopy, startProductCopy, throughNext } from "./product-copy.mjs";
import { measureRounds, ratioTable } from "./rounds.mjs";
import { median, percentile, table } from "./statistics.mjs";

/** The product's own production server: what the gate costs a request, its memory, and a burst of sign-ins. */
export async function benchServer(bench) {
  const { room, dataDir, secrets, database, progress, print, cleanups, quick } = bench;
  const total = quick ? 20_000 : 100_000;
  progress("Building a copy of the product with the benchmark's handlers …");
  const folder = join(room, "product");
  await makeProductCopy(folder);
  const server = await startProductCopy(folder, dataDir, { ...secrets, TRUSTED_PROXIES: "127.0.0.1/32" });
  cleanups.push(server.stop);
  const { keys, prompts } = database.credentials;
  const postgres = Number((await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n")[0]);
  const memory = () => ({ server: residentMiB(server.pid), postgres: familyMiB(postgres) });

  const idle = memory();
  const gatedBy = (path, callers) => (n) => getRequest(path, keys[n % callers]);
  const gated = gatedBy(benchPaths.gated, keys.length);
  const promptOf = (n) => `/v1/prompts/${prompts[n % prompts.length]}`;
  const send = (requests) => load({ port: server.port, connections: 16, requests, requestOf: gated });
  progress("Calling once with each of the 10,000 keys …");
  requireAll(await send(keys.length), "200");

  progress("Comparing the handler with and without the gate …");
  const variants = [
    ["bare Next handler, no middleware", () => throughNext(benchPaths.bare)],
    ["behind a middleware that only passes on", () => throughNext(benchPaths.pass)],
    [
      "gated and metered through Next, 10,000 keys in turn",
      (n) => throughNext(benchPaths.gated, keys[n % keys.length]),
    ],
    ["gated and metered, as shipped, 10,000 keys in turn", gated],
    // Fewer callers share the counters of a second; 100 would be through with their limits before a round is over.
    ["gated and metered, as shipped, 1,000 keys in turn", gatedBy(benchPaths.gated, 1_000)],
    ["GET /v1/prompts/{id} with its query, through Next", (n) => throughNext(promptOf(n), keys[n % keys.length])],
    ["GET /v1/prompts/{id} with its query, as shipped", (n) => getRequest(promptOf(n), keys[n % keys.length])],
  ].map(([name, requestOf]) => ({ name, requestOf, pid: server.pid, port: server.port }));
  const figures = await measureRounds(variants, { connections: 16, seconds: quick ? 1 : 5, rounds: quick ? 2 : 7 });
  print("The gate in the production server", ratioTable(figures));

  print("Fifty sign-ins at once (bcrypt, cost 12)", ...(await measureLogins(server, bench)));

  const sent = keys.length + figures.reduce((sum, figure) => sum + figure.count, 0);
  // A quick machine has sent more than that while it was measured.
  const rest = Math.max(1, total - sent);
  progress(`Sending gated requests until all requests are ${(sent + rest).toLocaleString("en")} …`);
  requireAll(await send(rest), "200");
  const loaded = memory();
  await server.stop();
  print(
    "Memory, MiB",
    table([
      ["", "server (VmRSS)", "PostgreSQL (all processes, PSS)"],
      ["just started", idle.server.toFixed(0), idle.postgres.toFixed(0)],
      [
        `after ${(sent + rest).toLocaleString("en")} requests with 10,000 keys`,
        loaded.server.toFixed(0),
        loaded.postgres.toFixed(0),
      ],
    ]),
  );
}

async function measureLogins({ port }, { database, loginPassword, progress, quick }) {
  progress("Signing in fifty users at once …");
  const { tokens, logins } = database.credentials;
  const requestOf = (n) => getRequest("/api/user/me", tokens[n % tokens.length]);
  const reading = (limit) => load({ port, connections: 4, requestOf, ...limit });
  requireAll(await reading({ requests: tokens.length }), "200");
  const quiet = await reading({ seconds: quick ? 2 : 10 });
  let last;
  const burst = load({
    port,
    connections: logins.length,
    requests: logins.length,
    requestOf: (n) => loginRequest(logins[n], loginPassword, n),
  });
  const ended = burst.then((done) => {
    last = done;
  });
  const busy = [];
  while (!last) busy.push(await reading({ seconds: 1 }));
  await ended;
  requireAll(last, "200");
  const row = (name, runs) => {
    const latencies = runs.flatMap((run) => run.latenciesMs);
    return [name, latencies.length, median(latencies).toFixed(1), percentile(latencies, 99).toFixed(1)];
  };
  const slowest = Math.max(...last.latenciesMs) / 1000;
  return [
    "What `GET /api/user/me` takes meanwhile, over four connections:",
    table([["", "requests", "p50, ms", "p99, ms"], row("before", [quiet]), row("during the burst", busy)]),
    `The sign-ins took ${(Math.min(...last.latenciesMs) / 1000).toFixed(1)} to ${slowest.toFixed(1)} s, in turns on every core but one.`,
  ];
}

function loginRequest(email, password, n) {
  const body = JSON.stringify({ email, password });
  // Ten sign-ins a minute and address are let in: these come from addresses of their own.
  const headers = ["Host: localhost", "Content-Type: application/json", `X-Forwarded-For: 192.0.2.${n + 1}`];
  return `POST /api/auth/login HTTP/1.1\r\n${headers.join("\r\n")}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function requireAll({ statuses, count }, status) {
  if (statuses[status] !== count) throw new Error(`not every answer was ${status}: ${JSON.stringify(statuses)}`);
}
