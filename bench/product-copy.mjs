/** A copy of the product with handlers that it does not ship, and with a road on which Next answers everything. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { freePort } from "../scripts/free-port.mjs";
import { runQuietly } from "../scripts/run-quietly.mjs";
import { getRequest } from "./load.mjs";

const isLeftOut = (name) => name.startsWith(".") || ["node_modules", "dist", "data", "e2e"].includes(name);

const answer = `export const GET = () => Response.json({ ok: true }, { headers: { "cache-control": "no-store" } });\n`;

const gatedHandler = `
import { benchContract } from "@/lib/features/bench/contract";
import { route } from "@/lib/http/route";

export const GET = route(benchContract, () => ({ ok: true }));
`;

const benchContract = `
import { z } from "zod";
import { defineContract } from "@/lib/http/contract";

export const benchContract = defineContract({
  method: "GET",
  path: "/v1/bench",
  product: "prompts",
  summary: "The benchmark's gated handler",
  allow: ["api-key"],
  scope: "prompts:read",
  success: { status: 200, body: z.object({ ok: z.boolean() }) },
});
`;

const tableWithBench = `
import { benchContract } from "@/lib/features/bench/contract";
import { contractTable as products } from "@/lib/contract-table-of-products";

export const contractTable = [...products, benchContract];
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

const roadHeader = "x-bench-road";

/** What carries the header goes through Next, API or not, as wherever our own server is not in front. */
const roads = `
import { prepareForNext } from "@/lib/http/edge";
import type { NextHandler, RequestHandler } from "@/lib/http/http-server";

export function withBenchRoad(shipped: RequestHandler, next: NextHandler): RequestHandler {
  return (request, response, arrival) => {
    if (request.headers["${roadHeader}"] === undefined) return shipped(request, response, arrival);
    prepareForNext(request, arrival);
    return next(request, response);
  };
}
`;

/** The paths that `makeProductCopy` adds. */
export const benchPaths = { bare: "/bench-bare", pass: "/bench-pass", gated: "/v1/bench" };

/** The text of a request that Next answers in the copy, on any path. */
export function throughNext(path, token) {
  return getRequest(path, token, `${roadHeader}: next`);
}

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
  await write("lib/features/bench/contract.ts", benchContract);
  await rename(join(folder, "lib/contract-table.ts"), join(folder, "lib/contract-table-of-products.ts"));
  await write("lib/contract-table.ts", tableWithBench);
  await write("lib/bench-road.ts", roads);
  await writeRoads(folder, write);
}

async function writeRoads(folder, write) {
  const middleware = await readFile(join(folder, "middleware.ts"), "utf8");
  const matcher = /matcher: \["(.+)"\]/.exec(middleware)?.[1];
  if (!matcher?.includes("(?!")) throw new Error("middleware.ts has another matcher than this benchmark knows");
  await write("middleware-of-product.ts", middleware.slice(0, middleware.indexOf("export const config")));
  await write("middleware.ts", middlewareWithBench(matcher.replace("(?!", "(?!bench-bare|")));
  const server = await readFile(join(folder, "server.ts"), "utf8");
  const shipped = "beforeNext(api, pages.handle)";
  if (!server.includes(shipped)) throw new Error("server.ts has another road than this benchmark knows");
  const withRoad = server.replace(shipped, `withBenchRoad(${shipped}, app.getRequestHandler())`);
  await write("server.ts", `${withRoad}\nimport { withBenchRoad } from "@/lib/bench-road";\n`);
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
