#!/usr/bin/env node
/**
 * Stands in for Prisma's native schema engine, which Prisma's command line would download: speaks the engine's
 * line-delimited JSON-RPC on standard input and output, and does the work in @prisma/schema-engine-wasm over `pg`.
 * Prisma starts it because scripts/prisma.mjs names it in PRISMA_SCHEMA_ENGINE_BINARY.
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

const { values: options } = parseArgs({
  strict: false,
  options: { datamodels: { type: "string", multiple: true }, datasource: { type: "string" } },
});
const datasource = JSON.parse(options.datasource ?? "{}");

/** The package imports its WebAssembly as a module, which Node does not do unasked. */
function loadWebAssembly() {
  const file = createRequire(import.meta.url)
    .resolve("@prisma/schema-engine-wasm/schema_engine_bg")
    .replace(/\.js$/, ".wasm");
  const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), {
    "./schema_engine_bg.js": bindings,
  });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

function withDatabase(url, name) {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(name)}`;
  return other.toString();
}

async function runAlone(url, sql) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** The adapter's own shadow database would be the main one, because a connection string outweighs its `database` option. */
function adapterFactory() {
  const url = datasource.url || "postgresql://localhost/none";
  const factory = new PrismaPg({ connectionString: url });
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: () => factory.connect(),
    async connectToShadowDb() {
      const name = `shadow_${randomUUID()}`;
      await runAlone(url, `CREATE DATABASE "${name}"`);
      const adapter = await new PrismaPg({ connectionString: withDatabase(url, name) }).connect();
      const disconnect = adapter.dispose.bind(adapter);
      adapter.dispose = async () => {
        await disconnect();
        await runAlone(url, `DROP DATABASE "${name}" WITH (FORCE)`);
      };
      return adapter;
    },
  };
}

/** Made on first use, so that commands without a database never connect to one. */
let engine;
function openEngine() {
  loadWebAssembly();
  const datamodels = options.datamodels?.map((path) => [path, readFileSync(path, "utf8")]);
  const log = (line) => process.stderr.write(`${line}\n`);
  return bindings.SchemaEngine.new({ datamodels }, log, bindMigrationAwareSqlAdapterFactory(adapterFactory()));
}

async function createDatabase() {
  const databaseName = decodeURIComponent(new URL(datasource.url).pathname.slice(1));
  await runAlone(withDatabase(datasource.url, "postgres"), `CREATE DATABASE "${databaseName.replaceAll('"', '""')}"`);
  return { databaseName };
}

let printed = 0;
function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

async function call(method, params) {
  if (method === "createDatabase") return createDatabase();
  engine ??= await openEngine();
  if (method === "getDatabaseVersion") return engine.version(params);
  if (typeof engine[method] !== "function") throw new Error(`the schema engine has no method ${method}`);
  const result = await engine[method](params);
  if (method !== "diff") return result ?? null;
  // The native engine prints a difference through its caller instead of returning it.
  printed += 1;
  if (result.stdout !== null) send({ id: -printed, method: "print", params: { content: result.stdout } });
  return { ...result, stdout: null };
}

function describe(error) {
  const message = error instanceof Error ? error.message : String(error);
  const { code, meta } = error ?? {};
  return {
    code: 4466,
    message: "An error happened. Check the data field for details.",
    data: { is_panic: false, message, error_code: code, meta },
  };
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  if (line.trim() === "") continue;
  const { id, method, params } = JSON.parse(line);
  if (method === undefined) continue; // an answer to "print"
  try {
    send({ id, result: await call(method, params) });
  } catch (error) {
    send({ id, error: describe(error) });
  }
}
process.exit(0);
