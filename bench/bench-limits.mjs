import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../scripts/free-port.mjs";
import { installPeers } from "./peer-servers.mjs";
import { median, table, withSpread } from "./statistics.mjs";

const concurrency = 50;

/**
 * A decision in Redis beside `rate-limiter-flexible` on the same Redis: CPU of the processes and of redis-server together.
 * Ours takes the four windows of a counter at once, the library one.
 */
export async function benchLimits({ room, progress, print, cleanups, quick }) {
  progress("Starting Redis and installing the peers …");
  const peer = join(await installPeers(room), "rate-limiter-flexible.mjs");
  const port = await freePort();
  const redis = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", room]);
  cleanups.push(async () => redis.kill("SIGKILL"));
  await once(redis.stdout, "data");
  const rows = [];
  for (const processes of quick ? [1] : [1, 2, 4]) {
    const figures = { ours: [], peer: [] };
    for (let round = 0; round < (quick ? 2 : 5); round++) {
      progress(`${processes} ${processes === 1 ? "process" : "processes"}, round ${round + 1} …`);
      figures.ours.push(await measure("ours", port, processes, quick ? 1_000 : 2_000));
      figures.peer.push(await measure(peer, port, processes, quick ? 1_000 : 2_000));
    }
    const perSecond = (name) => Math.round(median(figures[name].map((one) => one.perSecond))).toLocaleString("en");
    const cpu = (name) => figures[name].map((one) => one.cpu);
    const ratio = (median(cpu("ours")) / median(cpu("peer"))).toFixed(2);
    rows.push([
      processes,
      withSpread(cpu("ours"), 1),
      withSpread(cpu("peer"), 1),
      ratio,
      perSecond("ours"),
      perSecond("peer"),
    ]);
  }
  redis.kill("SIGKILL");
  const heading = [
    "processes",
    "µs of CPU a decision, four windows",
    "rate-limiter-flexible, one window",
    "ratio",
    "decisions a second",
    "rate-limiter-flexible",
  ];
  print(`A decision in Redis, ${concurrency} at once in each process`, table([heading, ...rows]));
}

async function measure(contender, port, processes, milliseconds) {
  const words = [contender, `redis://127.0.0.1:${port}`, String(concurrency), String(milliseconds)];
  const workers = Array.from({ length: processes }, () => fork("bench/limits-worker.mjs", words));
  await Promise.all(workers.map((worker) => once(worker, "message")));
  const redisBefore = await redisMicroseconds(port);
  const said = workers.map((worker) => once(worker, "message"));
  for (const worker of workers) worker.send("go");
  const results = (await Promise.all(said)).map(([result]) => result);
  const redisCpu = (await redisMicroseconds(port)) - redisBefore;
  const decisions = results.reduce((sum, result) => sum + result.decisions, 0);
  const nodeCpu = results.reduce((sum, result) => sum + result.cpuMicroseconds, 0);
  await pause(100);
  return { cpu: (nodeCpu + redisCpu) / decisions, perSecond: (decisions * 1000) / milliseconds };
}

async function redisMicroseconds(port) {
  const socket = connect(port, "127.0.0.1");
  socket.end("INFO cpu\r\nQUIT\r\n");
  const info = await text(socket);
  const seconds = (name) => Number(new RegExp(`^${name}:([\\d.]+)`, "m").exec(info)[1]);
  return (seconds("used_cpu_sys") + seconds("used_cpu_user")) * 1e6;
}
