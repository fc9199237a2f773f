/** A copy of the product with three handlers that it does not ship: the same answer without the gate, and behind it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { freePort } from "../scripts/free-port.mjs";
import { runQuietly } from "../scripts/run-quietly.mjs";

const isLeftOut = (name) => name.startsWith(".") || ["node_modules", "dist", "data", "e2e"].includes(name);

const answer = `export const GET = () => Response.json({ ok: true }, { headers: { "cache-control": "no-store" } });\n`;

const gatedHandler = `
import { benchContract } from "@/lib/features/bench/contract";
import { route } from "@/lib/http/route";

export const GET = route(benchContract, () => ({ ok: true }));
`;

const contractOf = (path) => `
import { z } from "zod";
import { defineContract } from "@/lib/http/contract";

export const benchContract = defineContract({
  method: "GET",
  path: "${path}",
  product: "prompts",
  summary: "The benchmark's gated handler",
  allow: ["api-key"],
  scope: "prompts:read",
  success: { status: 200, body: z.object({ ok: z.boolean() }) },
});
`;

const tableWithBench = `
import * as bench from "@/lib/features/bench/contract";
import * as direct from "@/lib/features/bench-direct/contract";
import { contractTable as products } from "@/lib/contract-table-of-products";

export const contractTable = [...products, bench.benchContract, direct.benchContract];
`;

const middlewareWithBench = (matcher) => `
import { type NextRequest, NextResponse } from "next/server";
import { middleware as gate } from "./middleware-of-product";

export { enforce } from "./middleware-of-product";

export async function middleware(request: NextRequest): Promise<Response> {
  return request.nextUrl.pathname === "/bench-pass" ? NextResponse.next() : gate(request);
}

export const config = { runtime: "nodejs", matcher: [${JSON.stringify(matcher)}] };
`;

/** The paths that `makeProductCopy` adds. */
export const benchPaths = {
  bare: "/bench-bare",
  pass: "/bench-pass",
  gated: "/v1/bench",
  /** Left out of the middleware's matcher: `route()` runs the gate itself. */
  gatedInHandler: "/v1/bench-direct",
};

/** Copies the product to `folder` and adds the handlers; packages are linked, not copied. */
export async function makeProductCopy(folder) {
  await mkdir(folder);
  for (const name of await readdir(".")) {
    if (!isLeftOut(name)) await cp(name, join(folder, name), { recursive: true });
  }
  await runQuietly("cp", ["-al", "node_modules", join(folder, "node_modules")]);
  const write = async (file, text) => {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  };
  await write(`app${benchPaths.bare}/route.ts`, answer);
  await write(`app${benchPaths.pass}/route.ts`, answer);
  await write(`app${benchPaths.gated}/route.ts`, gatedHandler);
  await write(
    `app${benchPaths.gatedInHandler}/route.ts`,
    gatedHandler.replace("features/bench/", "features/bench-direct/"),
  );
  await write("lib/features/bench/contract.ts", contractOf(benchPaths.gated));
  await write("lib/features/bench-direct/contract.ts", contractOf(benchPaths.gatedInHandler));
  await rename(join(folder, "lib/contract-table.ts"), join(folder, "lib/contract-table-of-products.ts"));
  await write("lib/contract-table.ts", tableWithBench);
  await writeMiddleware(folder, write);
}

async function writeMiddleware(folder, write) {
  const source = await readFile(join(folder, "middleware.ts"), "utf8");
  const matcher = /matcher: \["(.+)"\]/.exec(source)?.[1];
  if (!matcher?.includes("(?!")) throw new Error("middleware.ts has another matcher than this benchmark knows");
  await write("middleware-of-product.ts", source.slice(0, source.indexOf("export const config")));
  await write("middleware.ts", middlewareWithBench(matcher.replace("(?!", "(?!bench-bare|v1/bench-direct|")));
}

/** Builds and starts the copy by its own start script; resolves once it listens. */
export async function startProductCopy(folder, dataDir, environment) {
  const port = await freePort();
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment, LATCHKEY_DATA_DIR: dataDir, PORT: String(port) },
  });
  let output = "";
  const ready = new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output = (output + chunk).slice(-4_000);
        if (output.includes("Latchkey is ready")) resolve();
      });
    }
    child.on("exit", (code) => reject(new Error(`the product ended with ${code}:\n${output}`)));
  });
  await ready;
  return {
    port,
    pid: child.pid,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}
