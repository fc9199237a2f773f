import "server-only";
import { createServer } from "node:http";
import next from "next";
import pg from "pg";
import { startBackground } from "@/lib/background";
import { contractTable } from "@/lib/contract-table";
import { routeFiles } from "@/lib/generated/route-files";
import { bindContracts } from "@/lib/http/bindings";
import { parseTrustedProxies } from "@/lib/http/edge";
import { createEdgeServer, listen } from "@/lib/http/http-server";
import { beforeNext } from "@/lib/http/node-door";
import { openPageRoad } from "@/lib/http/pages/page-road";
import { type OpenRuntime, openRuntime } from "@/lib/open-runtime";
import { startEmbeddedPostgres } from "@/lib/platform/embedded-postgres";
import { jsonLog, logConsole } from "@/lib/platform/log";
import { errorFields } from "@/lib/platform/log-error";
import { applyMigrations } from "@/lib/platform/migrate";
import { readSettings } from "@/lib/platform/settings";

export type RunningServer = {
  /** Where browsers on this machine find it. */
  url: string;
  runtime: OpenRuntime;
  /** Lets requests under way finish, writes the counters, leaves the database. */
  stop(): Promise<void>;
};

const drainMs = 10_000;

/** Logs a promise that failed with no one waiting: one request's fault is no reason to end all others. */
export function logRejection(reason: unknown): void {
  jsonLog("error", "unhandled_rejection", errorFields(reason));
}

/**
 * Starts the product: database, migrations, runtime, Next, and the HTTP server in front of it. Reads PORT, HOST,
 * DATABASE_URL, LATCHKEY_DATA_DIR, TRUSTED_PROXIES and what `readSettings` reads. On failure nothing is left running.
 */
export async function startServer(env: NodeJS.ProcessEnv, progress: (line: string) => void): Promise<RunningServer> {
  const port = readPort(env.PORT);
  const trustedProxies = parseTrustedProxies(env.TRUSTED_PROXIES);
  await requireFreePort(port, env.HOST);

  const opened: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    const failures: unknown[] = [];
    for (const close of opened.splice(0).reverse()) await close().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  try {
    let databaseUrl = env.DATABASE_URL;
    if (!databaseUrl) {
      const embedded = await startEmbeddedPostgres({
        dataDir: env.LATCHKEY_DATA_DIR || "data",
        log: progress,
      });
      opened.push(embedded.stop);
      databaseUrl = embedded.connectionString;
    }
    await migrate(databaseUrl);
    env.PUBLIC_URL ||= `http://localhost:${port || 3000}`;
    env.NEXTAUTH_URL ||= env.PUBLIC_URL;
    const runtime = await openRuntime(readSettings({ ...env, DATABASE_URL: databaseUrl }));
    opened.push(() => runtime.close());
    opened.push(startBackground());

    // Next would take WebSocket upgrades from our server, past the edge: it gets one that never listens.
    const app = next({
      dev: false,
      dir: process.cwd(),
      httpServer: createServer(),
    });
    await app.prepare();
    opened.push(() => app.close());
    const giveConsoleBack = logConsole(console, jsonLog);
    opened.push(async () => giveConsoleBack());

    const pages = await openPageRoad(".next", app.getRequestHandler());
    opened.push(pages.stop);
    // Read only now: it brings in parts of Next, which Next itself must have set the stage for.
    const { enforce, describeLimits } = await import("./middleware");
    const api = { enforce, bindings: bindContracts(contractTable, routeFiles) };
    const { server, drain } = createEdgeServer(beforeNext(api, pages.handle), {
      trustedProxies,
      isHttps: new URL(runtime.settings.publicUrl).protocol === "https:",
      describeLimits,
      log: jsonLog,
    });
    const boundPort = await listen(server, port, env.HOST);
    opened.push(() => drain(drainMs));
    void pages.warm();
    return { url: `http://localhost:${boundPort}`, runtime, stop };
  } catch (error) {
    await stop().catch(() => undefined); // the first failure is the one to tell
    throw error;
  }
}

function readPort(text = ""): number {
  const port = text === "" ? 3000 : Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT: ${text} is not a port number`);
  return port;
}

/** Says so before the database is started and migrated for nothing. */
async function requireFreePort(port: number, host: string | undefined): Promise<void> {
  const probe = createServer();
  await listen(probe, port, host);
  await new Promise((resolve) => probe.close(resolve));
}

async function migrate(connectionString: string): Promise<void> {
  const where = URL.canParse(connectionString) ? new URL(connectionString) : undefined;
  if (!where || !/^postgres(ql)?:$/.test(where.protocol)) throw new Error("DATABASE_URL must begin with postgres://");
  const pool = new pg.Pool({
    connectionString,
    max: 1,
    connectionTimeoutMillis: 10_000,
  });
  pool.on("error", () => undefined);
  try {
    await applyMigrations(pool);
  } catch (error) {
    // Refused on every address of the host: pg's error then has a code, and no message.
    const { message, code } = error as NodeJS.ErrnoException;
    throw new Error(`the database ${where.host}${where.pathname}: ${message || code}`, { cause: error });
  } finally {
    await pool.end();
  }
}
