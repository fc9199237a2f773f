/** How processes of the product start beside each other and end: signals, places, and requests in that moment. */
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { Agent, type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import pg from "pg";
import { expect, test } from "playwright/test";
import { openProductRoom, type ProductProcess, type ProductRoom } from "./product-process";

// One after the other on one database: making one takes longer than most of what is shown here.
test.describe.configure({ mode: "default" });

let room: ProductRoom;
test.beforeAll(async () => {
  room = await openProductRoom();
});
test.afterEach(() => room.clear());
test.afterAll(() => room.close());

const npmStart = ["npm", "start"];

async function isPortFree(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const isOpen = await Promise.race([once(socket, "connect"), once(socket, "error")]).then(
    (found) => found.length === 0,
    () => false,
  );
  socket.destroy();
  return !isOpen;
}

/** The process that npm started. */
async function childOf(pid: number | undefined): Promise<number> {
  for (const entry of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${entry}/stat`, "utf8").catch(() => "");
    // The name in parentheses may hold anything; the parent is the second field after it.
    if (Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === pid) return Number(entry);
  }
  throw new Error(`process ${pid} has no child`);
}

/** A request that counts on its address's limit; the status, or the code of the error that it met. */
async function ask(port: number, agent: Agent): Promise<number | string> {
  const outgoing = request({ port, host: "127.0.0.1", path: "/v1/prompts", agent });
  outgoing.end();
  try {
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    await text(response);
    return response.statusCode ?? 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

const askOnce = (port: number) => ask(port, new Agent());

/** Runs one statement in the database of the room's processes. */
async function inDatabase(statement: string): Promise<void> {
  const client = new pg.Client({ host: `${room.dataDir}/run`, user: "latchkey", database: "latchkey" });
  await client.connect();
  await client.query(statement);
  await client.end();
}

test.describe("a signal", () => {
  test("to npm, to what npm started, or to node ends the server in order and frees its port and its database", async () => {
    const targets: [
      readonly string[] | undefined,
      (process: ProductProcess) => number | undefined | Promise<number>,
    ][] = [
      [npmStart, ({ child }) => child.pid],
      [npmStart, ({ child }) => childOf(child.pid)],
      [undefined, ({ child }) => child.pid],
    ];
    for (const [command, target] of targets) {
      const server = await room.start({ ...(command ? { command } : {}) });
      await server.ready;
      process.kill((await target(server)) ?? 0, "SIGTERM");
      expect(await server.exited).toBe(0);
      await expect.poll(() => isPortFree(server.port)).toBe(true);
      await expect.poll(() => readdir(`${room.dataDir}/postgres`)).not.toContain("postmaster.pid");
    }
  });

  test("that npm could not pass on, because it was killed, leaves no server behind", async () => {
    const server = await room.start({ command: npmStart });
    await server.ready;
    server.child.kill("SIGKILL");
    await expect.poll(() => isPortFree(server.port)).toBe(true);
    await expect.poll(() => readdir(`${room.dataDir}/postgres`)).not.toContain("postmaster.pid");
  });

  test("while the server still starts ends it too", async () => {
    const first = await room.start();
    await first.ready;
    first.child.kill("SIGSTOP");
    // Its place stands for as long as this takes: it would be free after seconds, which a slow machine needs to start.
    await inDatabase("UPDATE server_processes SET seen_at = clock_timestamp() + interval '10 minutes'");
    const second = await room.start();
    await expect.poll(second.output).toContain("Waiting for the process that had this database before");
    second.child.kill("SIGTERM");
    expect(await second.exited).toBe(0);
  });

  test("answers all 24 clients that keep their connections, to the last request that they sent", async () => {
    const server = await room.start();
    await server.ready;
    let connected = 0;
    const outcomes = Array.from({ length: 24 }, async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (let answers = 0; ; answers++) {
        const outcome = await ask(server.port, agent);
        if (typeof outcome === "string") return outcome;
        if (answers === 0) connected++;
      }
    });
    // A connection that the system holds and the server has not taken yet is reset, so each has got an answer first.
    await expect.poll(() => connected).toBe(24);
    server.child.kill("SIGTERM");
    expect(await server.exited).toBe(0);
    // Only a new connection fails, and says that nothing was sent.
    expect(await Promise.all(outcomes)).toEqual(Array(24).fill("ECONNREFUSED"));
  });
});

test.describe("without REDIS_URL", () => {
  test("a second process is refused, told what to set, and changes nothing for the first", async () => {
    const first = await room.start();
    await first.ready;
    const second = await room.start();
    expect(await second.exited).toBe(1);
    expect(second.output()).toMatch(/Latchkey did not start: .*another process runs on this database.*set REDIS_URL/);
    expect(await askOnce(first.port)).toBe(200);
  });

  test("a process that was killed is followed within seconds, and one that stops as soon as it has stopped", async () => {
    const first = await room.start();
    await first.ready;
    first.child.kill("SIGKILL");
    await first.exited;
    const second = await room.start();
    await second.ready;
    second.child.kill("SIGTERM");
    const third = await room.start({ port: second.port });
    await third.ready;
    expect([await second.exited, await askOnce(third.port)]).toEqual([0, 200]);
  });

  test("a process that was paused while another took its place lets nothing counted pass, and ends", async () => {
    const first = await room.start();
    await first.ready;
    const agent = new Agent({ keepAlive: true });
    expect(await ask(first.port, agent)).toBe(200);
    first.child.kill("SIGSTOP");
    const answers = [ask(first.port, agent), ask(first.port, agent)];
    const second = await room.start();
    await second.ready;
    expect(await askOnce(second.port)).toBe(200);
    first.child.kill("SIGCONT");
    expect(await Promise.all(answers)).toEqual([503, 503]);
    expect(await first.exited).toBe(1);
    expect(first.output()).toContain('"event":"process_row_lost"');
    expect(await askOnce(second.port)).toBe(200);
  });
});

test.describe("a database that hangs", () => {
  let hanging: ProductProcess;
  let processes: number[];

  test.beforeEach(async () => {
    const server = await room.start();
    await server.ready;
    hanging = server;
    const [postmaster = 0] = (await readFile(`${room.dataDir}/postgres/postmaster.pid`, "utf8"))
      .split("\n")
      .map(Number);
    const children = await readFile(`/proc/${postmaster}/task/${postmaster}/children`, "utf8");
    processes = [postmaster, ...children.trim().split(" ").map(Number)];
    for (const pid of processes) process.kill(pid, "SIGSTOP");
  });

  test.afterEach(async () => {
    for (const pid of processes) process.kill(pid, "SIGCONT");
    process.kill(processes[0] ?? 0, "SIGINT");
    await expect.poll(() => readdir(`${room.dataDir}/postgres`)).not.toContain("postmaster.pid");
  });

  test("does not hold up the end for ever", async () => {
    hanging.child.kill("SIGTERM");
    const startedMs = performance.now();
    expect(await hanging.exited).toBe(1);
    expect(performance.now() - startedMs).toBeLessThan(30_000);
  });

  test("holds up nothing once a second signal comes", async () => {
    const signals = setInterval(() => hanging.child.kill("SIGTERM"), 300);
    const startedMs = performance.now();
    expect(await hanging.exited).toBe(1);
    clearInterval(signals);
    expect(hanging.output()).toContain("Latchkey ends at once: SIGTERM came again.");
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});
