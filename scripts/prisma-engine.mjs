#!/usr/bin/env node
/**
 * Stands in for Prisma's native schema engine, which Prisma's command line would download. It speaks the engine's
 * line-delimited JSON-RPC on standard input and output, and does the work in @prisma/schema-engine-wasm over `pg`.
 * Prisma starts it because scripts/prisma.mjs names it in PRISMA_SCHEMA_ENGINE_BINARY.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import { adapterFactory, runAlone, withDatabase } from "./prisma-adapter.mjs";

const { values: options, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    datamodels: { type: "string", multiple: true },
    datasource: { type: "string" },
  },
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

/** Made on first use, so that commands without a database never connect to one. */
let engine;
function openEngine() {
  loadWebAssembly();
  // Without a database the engine still wants to be told of one; commands that need it fail to connect.
  const url = datasource.url || "postgresql://localhost/none";
  const datamodels = options.datamodels?.map((path) => [path, readFileSync(path, "utf8")]);
  const log = (line) => process.stderr.write(`${line}\n`);
  return bindings.SchemaEngine.new({ datamodels }, log, bindMigrationAwareSqlAdapterFactory(adapterFactory(url)));
}

async function createDatabase() {
  const databaseName = decodeURIComponent(new URL(datasource.url).pathname.slice(1));
  await runAlone(withDatabase(datasource.url, "postgres"), `CREATE DATABASE "${databaseName.replaceAll('"', '""')}"`);
  return { databaseName };
}

/** The SQL from the migrations to the schema; "" when they agree. */
async function nextScript({ migrationsList, schema, filters }) {
  const { exitCode, stdout } = await engine.diff({
    from: { tag: "migrations", ...migrationsList },
    to: { tag: "schemaDatamodel", ...schema },
    script: true,
    exitCode: true,
    filters,
  });
  return exitCode === 0 ? "" : stdout;
}

/** In these two the WebAssembly engine does not use the shadow database that it is given; `diff` does, and suffices. */
const overrides = {
  async evaluateDataLoss(params) {
    const script = await nextScript(params);
    const losses = script.match(/^.*\b(DROP TABLE|DROP COLUMN|SET DATA TYPE)\b.*$/gm) ?? [];
    return {
      migrationSteps: script === "" ? 0 : 1,
      unexecutableSteps: [],
      warnings: losses.map((line) => ({
        message: `Data may be lost: ${line.trim()}`,
        stepIndex: 0,
      })),
    };
  },
  async createMigration(params) {
    const script = await nextScript(params);
    const second = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
    const name = params.migrationName.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
    return {
      connectorType: "postgresql",
      generatedMigrationName: name ? `${second}_${name}` : second,
      migrationScript: script || (params.draft ? "-- This is an empty migration." : null),
      extension: "sql",
    };
  },
};

let printed = 0;
function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

async function call(method, params) {
  if (method === "createDatabase") return createDatabase();
  engine ??= await openEngine();
  if (overrides[method]) return overrides[method](params);
  if (method === "getDatabaseVersion") return engine.version(params);
  if (typeof engine[method] !== "function") throw new Error(`the schema engine has no method ${method}`);
  const result = await engine[method](params);
  if (method !== "diff") return result ?? null;
  // The native engine prints a difference through its caller instead of returning it.
  printed += 1;
  if (result.stdout !== null) send({ id: -printed, method: "print", params: { content: result.stdout } });
  return { ...result, stdout: null };
}

/** Where the engine leaves the reason before it dies; the caller takes exit code 101 for that. */
globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  set_message(message) {
    process.stderr.write(`${JSON.stringify({ level: "ERROR", fields: { message } })}\n`, () => process.exit(101));
  },
};

function describe(error) {
  const message = error instanceof Error ? error.message : String(error);
  const { code, meta } = error ?? {};
  return {
    code: 4466,
    message: "An error happened. Check the data field for details.",
    data: { is_panic: false, message, error_code: code, meta },
  };
}

/** The engine's second manner of speaking: one task by argument, its outcome in the exit code and in lines of the log. */
async function runTask(task) {
  const tasks = {
    "can-connect-to-database": () => runAlone(datasource.url, "SELECT 1"),
    "create-database": createDatabase,
  };
  try {
    if (!tasks[task]) throw new Error(`the schema engine has no task ${task}`);
    await tasks[task]();
    return 0;
  } catch (error) {
    const codes = {
      "3D000": "P1003",
      "28P01": "P1000",
      28000: "P1010",
      "42P04": "P1009",
    };
    const fields = {
      error_code: codes[error.code] ?? "P1001",
      message: error.message || String(error.code),
    };
    // The caller skips the first line.
    process.stderr.write(`\n${JSON.stringify({ level: "ERROR", target: "schema_engine::logger", fields })}\n`);
    return 1;
  }
}

if (positionals[0] === "cli") process.exit(await runTask(positionals[1]));
for await (const line of createInterface({
  input: process.stdin,
  crlfDelay: Number.POSITIVE_INFINITY,
})) {
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
