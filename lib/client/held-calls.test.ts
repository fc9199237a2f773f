import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { applyCatalogue } from "@/lib/features/catalogue/apply-catalogue";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { ownFetch } from "@/lib/testing/verifier-fetch";
import type { LatchkeyError } from "./error";
import { requireKey as expressKey } from "./express";
import { requireKey as fastifyKey } from "./fastify";
import { requireKey as honoKey } from "./hono";
import { withKey } from "./next";
import { createVerifier, type Verifier, type VerifierOptions } from "./verifier";

const { open } = useTestRuntime();
const requirements = { product: "renders", hold: { ttlSeconds: 30 } };
const closing: (() => Promise<unknown> | unknown)[] = [];
let service: string;
let key: string;

beforeAll(async () => {
  // The first user of a deployment is its administrator.
  const admin = await createUser();
  const renders = {
    label: "Renders",
    keys: { production: "rnd_live_" },
    scopes: [{ id: "renders:make", description: "Make them" }],
    limits: { free: { concurrency: 1 }, pro: { concurrency: 2 } },
  };
  const document = { version: 1 as const, products: { renders } };
  await applyCatalogue(admin.principal, { document, note: "", allow_ending: false });
  service = (await createKey(admin, { name: "Gateway", scopes: ["keys:verify"] })).secret;
});
beforeEach(async () => {
  key = (await createKey(await createUser(), { scopes: ["renders:make"] })).secret;
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const verifierOf = (options: Partial<VerifierOptions> = {}) =>
  createVerifier({ baseUrl: "http://latchkey.test", apiKey: service, fetch: ownFetch(), ...options });
const seen = () => ({ header: (name: string) => (name === "authorization" ? `Bearer ${key}` : null) });

/** What a service of each framework does with a request that passes: it answers what `handle` comes to. */
type Call = (signal?: AbortSignal) => Promise<Response>;
const frameworks: Record<string, (verifier: Verifier, handle: () => Promise<string>) => Promise<Call>> = {
  async express(verifier, handle) {
    const app = express();
    app.get("/own", expressKey(verifier, requirements), async (_request, response) => {
      response.send(await handle());
    });
    const server = createServer(app).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    closing.push(() => server.close());
    return called(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  },
  async fastify(verifier, handle) {
    const app = fastify({ forceCloseConnections: true });
    app.get("/own", { onRequest: fastifyKey(verifier, requirements) }, handle);
    closing.push(() => app.close());
    return called(await app.listen({ port: 0, host: "127.0.0.1" }));
  },
  async hono(verifier, handle) {
    const app = new Hono();
    app.use("/own", honoKey(verifier, requirements));
    app.get("/own", async (c) => c.text(await handle()));
    return async (signal) => app.request(requestOf(signal));
  },
  async next(verifier, handle) {
    const GET = withKey(verifier, requirements, async () => new Response(await handle()));
    return (signal) => GET(requestOf(signal));
  },
};
const headers = () => ({ authorization: `Bearer ${key}`, connection: "close" });
const called =
  (address: string): Call =>
  (signal) =>
    fetch(`${address}/own`, { headers: headers(), ...(signal ? { signal } : {}) });
const requestOf = (signal?: AbortSignal) =>
  new Request("http://service.test/own", { headers: headers(), ...(signal ? { signal } : {}) });

/** A request that goes on until it is told to end, and says when it has begun. */
function lasting() {
  let end = (_text: string): void => undefined;
  let begin = (): void => undefined;
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const handle = vi.fn(() => {
    begin();
    return ended;
  });
  return { handle, begun, end };
}

/** The call passes once what ran before it has been released. */
const passesSoon = (call: Call) =>
  vi.waitFor(async () => {
    const answer = await call();
    expect([answer.status, await answer.text()]).toEqual([200, "done"]);
  }, 20_000);

describe.each(Object.entries(frameworks))("%s", (_name, start) => {
  it("holds a call while its request runs, refuses another one meanwhile, and releases it when the response was sent", async () => {
    const { handle, begun, end } = lasting();
    const call = await start(verifierOf(), handle);
    const first = call();
    await begun;
    const refused = await call();
    expect([refused.status, (await refused.json()).error.code]).toEqual([429, "CONCURRENCY_EXCEEDED"]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    end("done");
    expect(await (await first).text()).toBe("done");
    expect(handle).toHaveBeenCalledTimes(1);
    await passesSoon(call);
    await passesSoon(call);
  });

  it("releases the call when the caller goes away before there is a response", async () => {
    const { handle, begun, end } = lasting();
    const call = await start(verifierOf(), handle);
    const away = new AbortController();
    const first = call(away.signal).catch(() => null);
    await begun;
    away.abort();
    handle.mockImplementation(async () => "done");
    await passesSoon(call);
    end("done");
    await first;
  });

  it("releases the call when its request fails", async () => {
    const handle = vi.fn(async () => "done").mockRejectedValueOnce(new Error("broken"));
    const call = await start(verifierOf(), handle);
    await call().then(
      async (answer) => expect([answer.status, typeof (await answer.text())]).toEqual([500, "string"]),
      (error: Error) => expect(error.message).toBe("broken"),
    );
    await passesSoon(call);
  });
});

it.each(["hono", "next"])(
  "%s releases the call of a caller who went away while the deployment was asked",
  async (name) => {
    const away = new AbortController();
    const fetching = ownFetch();
    const fetch: typeof fetching = async (...asked) => {
      const answer = await fetching(...asked);
      away.abort();
      return answer;
    };
    const start = frameworks[name];
    const first = await start?.(verifierOf({ fetch }), async () => "unread");
    await first?.(away.signal);
    const call = await start?.(verifierOf(), async () => "done");
    if (call) await passesSoon(call);
    expect(call).toBeDefined();
  },
);

it.each(["hono", "next"])("%s releases a call at once whose response has no body that anybody reads", async (name) => {
  const verifier = verifierOf();
  const app = new Hono();
  app.use("/own", honoKey(verifier, requirements));
  app.get("/own", (c) => c.text("done"));
  const GET = withKey(verifier, requirements, () => new Response("done"));
  const answer = (method: string) => {
    const request = new Request("http://service.test/own", { method, headers: headers() });
    return name === "hono" ? app.request(request) : GET(request);
  };
  for (const method of ["HEAD", "HEAD", "GET"]) {
    await vi.waitFor(async () => expect((await answer(method)).status).toBe(200), 20_000);
  }
});

describe("a call that is held", () => {
  /** Timers that run when they are told to. */
  function timers() {
    const running: { ms: number; work: () => void }[] = [];
    const every = (ms: number, work: () => void) => {
      const timer = { ms, work };
      running.push(timer);
      return () => {
        running.splice(running.indexOf(timer), 1);
      };
    };
    return { running, every };
  }
  const secondsLeft = async (id: string): Promise<number> => {
    const text =
      "SELECT extract(epoch FROM expires_at - clock_timestamp())::float AS left FROM limit_leases WHERE id = $1";
    return (await open().database.pool.query(text, [id])).rows[0]?.left ?? 0;
  };
  const expiresIn = (id: string, seconds: number) =>
    open().database.pool.query(
      "UPDATE limit_leases SET expires_at = clock_timestamp() + make_interval(secs => $2) WHERE id = $1",
      [id, seconds],
    );

  it("is renewed three times in its time as long as its request runs, and not after it was released", async () => {
    const { running, every } = timers();
    const decision = await verifierOf({ every }).decide(seen(), requirements);
    const held = decision.passes ? decision.hold : undefined;
    if (!held) throw new Error("nothing is held");
    expect(running.map(({ ms }) => ms)).toEqual([10_000]);
    await expiresIn(held.id, 5);
    running[0]?.work();
    await expect.poll(() => secondsLeft(held.id)).toBeGreaterThan(20);
    await held.release();
    await held.release();
    expect([running, await secondsLeft(held.id)]).toEqual([[], 0]);
  });

  it("that has expired is not begun anew: its verifier is told, and goes on", async () => {
    const { running, every } = timers();
    const problems: LatchkeyError[] = [];
    const onProblem = (error: LatchkeyError) => problems.push(error);
    const decision = await verifierOf({ every, onProblem }).decide(seen(), requirements);
    const held = decision.passes ? decision.hold : undefined;
    await expiresIn(held?.id ?? "", 0);
    running[0]?.work();
    await expect.poll(() => problems.map(({ status }) => status)).toEqual([404]);
    expect(running).toEqual([]);
    await held?.release();
    expect(problems).toHaveLength(1);
  });

  it("expires where the deployment cannot be told of its end: that is told, and fails nothing", async () => {
    const problems: LatchkeyError[] = [];
    const own = ownFetch();
    const fetch: typeof own = (input, init) =>
      init?.method === "DELETE" ? Promise.reject(new TypeError("fetch failed")) : own(input, init);
    const verifier = verifierOf({ fetch, onProblem: (error) => problems.push(error) });
    const decision = await verifier.decide(seen(), requirements);
    const held = decision.passes ? decision.hold : undefined;
    await held?.release();
    expect(problems.map(({ code }) => code)).toEqual(["NETWORK"]);
    expect(await secondsLeft(held?.id ?? "")).toBeGreaterThan(0);
  });

  it("is each request's own, also where verdicts are kept", async () => {
    key = (await createKey(await createUser({ plan: "pro" }), { scopes: ["renders:make"] })).secret;
    const verifier = verifierOf({ cache: { seconds: 5, ahead: 10 } });
    const all = await Promise.all([1, 2, 3].map(() => verifier.decide(seen(), requirements)));
    const ids = all.flatMap((decision) => (decision.passes ? [decision.hold?.id] : []));
    expect([ids.length, new Set(ids).size]).toEqual([2, 2]);
    for (const decision of all) if (decision.passes) await decision.hold?.release();
    const next = await verifier.decide(seen(), requirements);
    expect(next.passes).toBe(true);
    if (next.passes) await next.hold?.release();
  });

  it("is none where nothing could be asked: who passes then passes unheld, and only by choice", async () => {
    const fetch = () => Promise.reject(new TypeError("fetch failed"));
    expect(await verifierOf({ fetch }).decide(seen(), requirements)).toMatchObject({ passes: false, status: 503 });
    const passed = await verifierOf({ fetch, whenUnreachable: "pass" }).decide(seen(), requirements);
    expect(passed).toEqual({ passes: true, verdict: null, headers: {} });
  });
});
