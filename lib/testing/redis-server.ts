import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "@/scripts/free-port.mjs";

/** A real redis-server on a loopback port, with what can happen to one. */
export type TestRedis = {
  url: string;
  /** Sends a command, such as `FLUSHALL`, over a connection of its own; resolves with the first line of the answer. */
  command(...words: string[]): Promise<string>;
  /** Stops it at once and starts it again on the same port: with what it had written to disk, or with nothing. */
  restart(options: { keepsData: boolean }): Promise<void>;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing is answered. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
};

/** Starts Debian's redis-server, or the one on the PATH; `flags` are its own command line options. */
export async function startRedisServer(flags: readonly string[] = []): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-redis-"));
  const port = await freePort();
  let child = await launch(port, folder, flags);

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, "exit");
  }

  const server: TestRedis = {
    url: `redis://127.0.0.1:${port}`,
    command: (...words) => sendCommand(port, words),
    async restart({ keepsData }) {
      if (keepsData) await sendCommand(port, ["SAVE"]);
      await end("SIGKILL");
      if (!keepsData) await rm(join(folder, "dump.rdb"), { force: true });
      await server.start();
    },
    kill: () => end("SIGKILL"),
    async start() {
      child = await launch(port, folder, flags);
    },
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    async stop() {
      await end("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
  return server;
}

async function launch(port: number, folder: string, flags: readonly string[]): Promise<ChildProcess> {
  const own = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"];
  const child = spawn("redis-server", [...own, ...flags], { stdio: ["ignore", "ignore", "inherit"] });
  const failed = once(child, "error").then(([error]) => {
    throw new Error(`redis-server, which tests of shared limits need, does not start: ${String(error)}`);
  });
  const giveUpAt = Date.now() + 20_000;
  const answers = async () => {
    while (child.exitCode === null && Date.now() < giveUpAt) {
      const answer = await sendCommand(port, ["PING"]).catch(() => null);
      if (answer === "+PONG") return;
      await wait(10);
    }
    throw new Error(`redis-server does not answer on port ${port}`);
  };
  await Promise.race([answers(), failed]);
  return child;
}

/** One command in Redis's own protocol (RESP). */
async function sendCommand(port: number, words: readonly string[]): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  try {
    const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
    socket.write(`*${words.length}\r\n${parts.join("")}`);
    const [chunk] = (await once(socket, "data")) as [Buffer];
    return chunk.toString().split("\r\n")[0] ?? "";
  } finally {
    socket.destroy();
  }
}
