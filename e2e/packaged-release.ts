import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "playwright/test";
import { freePort } from "@/scripts/free-port.mjs";

const run = promisify(execFile);
/** Root drops to an account that owns nothing: for root no folder is read-only. */
const otherUser = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** A release, unpacked where nothing may be written, and started as an operator does. */
export type PackagedRelease = {
  folder: string;
  /** For the data of its servers; theirs to write. */
  room: string;
  /** Starts it with nothing on its path but this Node and the system's own. */
  start(nodeBinary: string): Promise<RunningRelease>;
  /** Runs one of its commands to the end. */
  command(nodeBinary: string, args: readonly string[], port?: number): Promise<string>;
  remove(): Promise<void>;
};

export type RunningRelease = {
  url: string;
  /** All that it has printed on either stream. */
  output(): string;
  /** SIGTERM; resolves with its exit code and signal. */
  stop(): Promise<unknown[]>;
};

/** Makes the archive of this clone and unpacks it. */
export async function unpackRelease(): Promise<PackagedRelease> {
  const outer = await mkdtemp(join(tmpdir(), "latchkey-package-"));
  const { stdout } = await run(process.execPath, ["scripts/package.mjs"], { timeout: 280_000 });
  const archive = /^(\S+\.tar\.gz) /.exec(stdout)?.[1] ?? "";
  await run("tar", ["--extract", "--gzip", "--file", archive, "--directory", outer]);
  const [title = ""] = await readdir(outer);
  const folder = join(outer, title);
  await run("chmod", ["--recursive", "a-w", folder]);
  const room = join(outer, "room");
  await mkdir(room);
  await chmod(room, 0o777);
  await chmod(outer, 0o755);
  const nodes = new Map<string, Promise<string>>();

  /** The Node's folder, copied to where the other user may read it. */
  async function copyNode(nodeBinary: string): Promise<string> {
    const bin = join(outer, `node-${nodes.size}`);
    await mkdir(bin);
    await cp(nodeBinary, join(bin, "node"));
    return bin;
  }

  async function environment(nodeBinary: string, port: number): Promise<NodeJS.ProcessEnv> {
    const bin = nodes.get(nodeBinary) ?? copyNode(nodeBinary);
    nodes.set(nodeBinary, bin);
    return {
      NODE_ENV: "production",
      PATH: `${await bin}:/usr/bin:/bin`,
      PORT: String(port),
      LATCHKEY_DATA_DIR: join(room, "data"),
    };
  }

  return {
    folder,
    room,
    async start(nodeBinary) {
      const port = await freePort();
      const env = await environment(nodeBinary, port);
      const options = { cwd: room, env, ...otherUser };
      const server = spawn(join(folder, "latchkey"), [], { ...options, stdio: ["ignore", "pipe", "pipe"] });
      const exited = once(server, "exit");
      let output = "";
      for (const stream of [server.stdout, server.stderr]) stream.on("data", (part) => (output += String(part)));
      const url = `http://127.0.0.1:${port}`;
      const readiness = () =>
        fetch(`${url}/readyz`).then(
          ({ status }) => status,
          () => output,
        );
      await expect.poll(readiness, { timeout: 100_000 }).toBe(200);
      return {
        url,
        output: () => output,
        stop() {
          server.kill("SIGTERM");
          return exited;
        },
      };
    },
    async command(nodeBinary, args, port = 0) {
      const env = await environment(nodeBinary, port);
      const { stdout } = await run(join(folder, "latchkey"), args, { env, cwd: room, ...otherUser });
      return stdout;
    },
    async remove() {
      await run("chmod", ["--recursive", "u+w", outer]);
      await rm(outer, { recursive: true, force: true });
    },
  };
}
