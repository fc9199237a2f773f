import "server-only";
import { createServer } from "node:http";
import next from "next";
import { jobHandlers } from "@/lib/background";
import { contractTable } from "@/lib/contract-table";
import { routeFiles } from "@/lib/generated/route-files";
import { bindContracts } from "@/lib/http/bindings";
import { parseTrustedProxies } from "@/lib/http/edge";
import { createEdgeServer, listen } from "@/lib/http/http-server";
import { beforeNext } from "@/lib/http/node-door";
import { createOperatorsView } from "@/lib/http/operators-view";
import { openPageRoad } from "@/lib/http/pages/page-road";
import { referencePaths } from "@/lib/http/reference-address";
import { endMs, openProduct, type ProductOptions } from "@/lib/open-product";
import type { OpenRuntime } from "@/lib/open-runtime";
import { whenDatabaseAnswers } from "@/lib/platform/await-database";
import { parseBeforehand } from "@/lib/platform/given-settings";
import { jsonLog } from "@/lib/platform/log";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { readRelease } from "@/lib/platform/release";
import { createStopOrder } from "@/lib/platform/stop-order";
import { beginStopping } from "@/lib/platform/stopping";
import { offerSetUp } from "@/lib/tenancy/set-up-token";

export type RunningServer = {
  /** Where browsers on this machine find it. */
  url: string;
  runtime: OpenRuntime;
  /** Renders what people see first in moments without requests, since that keeps the process busy: for when all else of the start is done. */
  warm(): Promise<void>;
  /** The link by which the first administrator comes, to be shown to the operator alone; null where none is needed. */
  offerSetUp(): Promise<string | null>;
  /**
   * Answers what was sent, ends jobs, writes the counters, gives up its place and leaves the database; each of it in
   * bounded time.
   */
  stop(): Promise<void>;
};

/** What a start is told, and tells. */
export type StartOptions = Omit<ProductOptions, "order"> & {
  /** What must have been done on the database before anybody is served. */
  beforeServing?: ((runtime: OpenRuntime) => Promise<void>) | undefined;
};

/** Next's output. */
const buildFolder = ".next";
/** For requests under way. */
const drainMs = 10_000;
/** For a request that is just being sent on a connection that was idle when the stop began. */
const idleMs = 3_000;

/** Logs a promise that failed with no one waiting: one request's fault is no reason to end all others. */
export function logRejection(reason: unknown): void {
  jsonLog("error", "unhandled_rejection", errorFields(reason));
}

/** Logs an exception that nothing caught; what it has left half-done is unknown, so the process has to end. */
export function logException(error: unknown): void {
  jsonLog("error", "uncaught_exception", errorFields(error));
}

/**
 * Starts the product: what it answers from, Next, and the HTTP server in front of it.
 * On failure nothing is left running.
 */
export async function startServer(
  env: NodeJS.ProcessEnv,
  { progress, beforeServing, signal, onLost }: StartOptions,
): Promise<RunningServer> {
  const { given } = parseBeforehand(env);
  const { PORT: port, HOST: host } = given;
  const trustedProxies = parseTrustedProxies(env.TRUSTED_PROXIES);
  const release = await readRelease(buildFolder);
  const order = createStopOrder();
  try {
    const { runtime, row } = await openProduct(env, { order, progress, signal, onLost });
    const jobKinds = Object.keys(jobHandlers);
    const view = await createOperatorsView({ runtime, release, jobKinds, processId: row.id, log: jsonLog });
    order.opened("the operator's port", view.close, endMs);
    signal.throwIfAborted();

    // Next would take WebSocket upgrades from our server, past the edge: it gets one that never listens.
    const app = next({
      dev: false,
      dir: process.cwd(),
      httpServer: createServer(),
    });
    await app.prepare();
    order.opened("Next", () => app.close(), endMs);
    const pages = await openPageRoad(buildFolder, app.getRequestHandler(), referencePaths(contractTable));
    order.opened("the pages", pages.stop, endMs);
    await pages.renderFirst();
    // Read only now: it brings in parts of Next, which Next itself must have set the stage for.
    const { enforce, describeLimits } = await import("./middleware");
    const api = { enforce, bindings: bindContracts(contractTable, routeFiles) };
    const { server, isBusy, drain } = createEdgeServer(beforeNext(api, pages.handle), {
      trustedProxies,
      isHttps: new URL(runtime.settings.publicUrl).protocol === "https:",
      describeLimits,
      answerFirst: view.answerFirst,
      onAnswered: view.onAnswered,
      log: jsonLog,
    });
    if (beforeServing) await whenDatabaseAnswers(() => beforeServing(runtime));
    signal.throwIfAborted();
    // Before the product's port: one that is in use ends the start before anybody was served.
    await view.open();
    const boundPort = await listen(server, port, host);
    order.opened("the connections", () => drain(drainMs, idleMs), drainMs + endMs);
    const { version, build } = release;
    const { pid } = process;
    jsonLog("info", "started", { version, build, node: process.version, pid, process: row.id, port: boundPort });
    const stop = async () => {
      const begunMs = performance.now();
      jsonLog("info", "stopping", { pid });
      beginStopping();
      // All at once: none may keep another waiting.
      void row.markStopping().catch(() => undefined);
      void runtime.jobs.close();
      void pages.stop();
      await order.stop();
      jsonLog("info", "stopped", { pid, ms: Math.round(performance.now() - begunMs) });
    };
    return {
      url: `http://localhost:${boundPort}`,
      runtime,
      warm: () => pages.warm(isBusy),
      offerSetUp: () => whenDatabaseAnswers(offerSetUp),
      stop,
    };
  } catch (error) {
    await order.stop().catch(() => undefined); // the first failure is the one to tell
    throw error;
  }
}
