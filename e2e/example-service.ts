import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildClient } from "@/scripts/build-client.mjs";
import type { Running } from "./guarded-service";

/** A copy of an example with what its package.json asks for, as `npm install` leaves it. */
export async function openExample(name: string): Promise<{ folder: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-example-"));
  await cp(join("examples", name), folder, { recursive: true });
  await mkdir(join(folder, "node_modules", "@latchkey"), { recursive: true });
  await symlink(resolve("node_modules", "express"), join(folder, "node_modules", "express"));
  await buildClient(join(folder, "node_modules", "@latchkey", "client"));
  return { folder, close: () => rm(folder, { recursive: true, force: true }) };
}

/** Starts a program that says at which port it listens, at the end of its first line. */
export async function startExample(
  [file = "", ...args]: readonly string[],
  cwd: string,
  settings: Record<string, string>,
): Promise<Running> {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(file, args, {
    cwd,
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH, HOME, PORT: "0", ...settings, NODE_ENV: "production" },
  });
  const ended = once(child, "exit");
  let said = "";
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.includes("\n")) break;
  }
  const port = Number(/(\d+)\n/.exec(said)?.[1]);
  if (!port) throw new Error(`${file} said no port: ${said}`);
  return {
    port,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
