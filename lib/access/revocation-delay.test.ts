import type { ChildProcess } from "node:child_process";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { revokeApiKey } from "@/lib/features/api-keys/revoke-key";
import { applyCatalogue } from "@/lib/features/catalogue/apply-catalogue";
import { createCustomer, updateCustomer } from "@/lib/features/customers/customers";
import { operator } from "@/lib/tenancy/events";
import { importing } from "@/lib/testing/child-module";
import { environmentOf, portOf, startChild } from "@/lib/testing/child-process";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

/** Four real processes beside this one, each of which checks keys without a pause; this one revokes them. */
const { clock, open } = useTestRuntime();
const processes = 4;
const revocations = 50;

const program = `
  process.stdout.write("port " + (await own.startCheckingProcess(process.env)) + "\\n");
`;

const started: ChildProcess[] = [];
let ports: number[];
let user: TestUser;

beforeAll(async () => {
  clock.set(Date.now());
  user = await createUser({ plan: "enterprise" });
  ports = await Promise.all(Array.from({ length: processes }, startProcess));
}, 240_000);

afterAll(() => {
  for (const child of started) child.kill("SIGKILL");
});

async function startProcess(): Promise<number> {
  const begin = await importing("lib/testing/checking-process.ts");
  const child = startChild(begin + program, environmentOf(open().settings));
  started.push(child);
  return portOf(child);
}

async function ask<T>(port: number, path: string, token: string): Promise<T> {
  // No connection is used again: a process may close one that idled in the moment in which a question leaves on it.
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: "POST",
    body: token,
    headers: { connection: "close" },
  });
  return (await response.json()) as T;
}

/** Revokes keys that every process has in memory, one after the other; how long each process let each of them in, sorted. */
async function delaysOfRevocations(): Promise<number[]> {
  const delays: number[] = [];
  for (let round = 0; round < revocations; round += 1) {
    const key = await createKey(user, { product: "tunnel" });
    for (const port of ports) expect(await ask(port, "/known", key.secret)).toEqual({ ok: true });
    const ended = ports.map((port) => ask<{ atMs: number }>(port, "/until-ended", key.secret));
    await revokeApiKey(user.principal, { keyId: key.id });
    const acknowledgedMs = Date.now();
    for (const { atMs } of await Promise.all(ended)) delays.push(Math.max(0, atMs - acknowledgedMs));
  }
  return delays.toSorted((a, b) => a - b);
}

const at = (delays: readonly number[], share: number) => delays[Math.ceil(delays.length * share) - 1] ?? Number.NaN;

function tell(name: string, delays: readonly number[]): void {
  const figures = [0.5, 0.99, 1].map((share) => `${at(delays, share)} ms`).join(", ");
  process.stdout.write(`${name}: ${delays.length} delays, p50, p99 and longest: ${figures}\n`);
}

describe("a product that goes, in four processes that check its keys all the time", () => {
  it("ends its keys in less than a second after its going was acknowledged, and its coming back opens them again", async () => {
    const images = {
      label: "Images",
      keys: { production: "img_live_" },
      scopes: [{ id: "images:read", description: "See images" }],
    };
    const apply = (products: Record<string, typeof images>) =>
      applyCatalogue(operator, { document: { version: 1, products }, note: "", allow_ending: true });
    await apply({ images });
    const key = await createKey(user, { scopes: ["images:read"] });
    const delays: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      for (const port of ports) await untilKnown(port, key.secret);
      const ended = ports.map((port) => ask<{ atMs: number }>(port, "/until-ended", key.secret));
      await apply({});
      const acknowledgedMs = Date.now();
      for (const { atMs } of await Promise.all(ended)) delays.push(Math.max(0, atMs - acknowledgedMs));
      await apply({ images });
    }
    tell("catalogue", delays);
    expect(
      at(
        delays.toSorted((a, b) => a - b),
        0.99,
      ),
    ).toBeLessThan(1_000);
  }, 120_000);
});

describe("a customer who is suspended, in four processes that check their keys all the time", () => {
  it("has all keys refused in less than a second after it was acknowledged, and let in again once they are not", async () => {
    const { data: customer } = await createCustomer(user.principal, { ...noCustomer, external_id: "user_42" });
    const wanted = { scopes: ["prompts:read"], customer_id: customer.id };
    const keys = [await createKey(user, wanted), await createKey(user, wanted)];
    const delays: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      for (const port of ports) for (const { secret } of keys) await untilKnown(port, secret);
      const ended = ports.flatMap((port) =>
        keys.map(({ secret }) => ask<{ atMs: number }>(port, "/until-ended", secret)),
      );
      await updateCustomer(user.principal, customer.id, { suspended: true });
      const acknowledgedMs = Date.now();
      for (const { atMs } of await Promise.all(ended)) delays.push(Math.max(0, atMs - acknowledgedMs));
      await updateCustomer(user.principal, customer.id, { suspended: false });
    }
    delays.sort((a, b) => a - b);
    tell("suspended", delays);
    expect(at(delays, 0.99)).toBeLessThan(1_000);
  }, 120_000);
});

const noCustomer = { name: "", metadata: {}, plans: {}, limits: {}, suspended: false };

/** Another process lets a key in that it has just begun to recognise. */
async function untilKnown(port: number, token: string): Promise<void> {
  while (!(await ask<{ ok: boolean }>(port, "/known", token)).ok) await nextTurn();
}

describe("a revoked key, in four processes that check it all the time", () => {
  it("is let in for less than a second after its revocation was acknowledged", async () => {
    const delays = await delaysOfRevocations();
    tell("announced", delays);
    expect(delays).toHaveLength(processes * revocations);
    expect(at(delays, 0.99)).toBeLessThan(1_000);
  }, 300_000);

  it("is let in for less than a second also while every connection that listens is cut all the time", async () => {
    const { gate } = open().database;
    let cuts = 0;
    const cutting = setInterval(() => {
      void gate
        .query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
        )
        .then(
          ({ rowCount }) => {
            cuts += rowCount ?? 0;
          },
          // One that finds no connection in time cuts nothing; how many there were is held below.
          () => undefined,
        );
    }, 150);
    const delays = await delaysOfRevocations().finally(() => clearInterval(cutting));
    tell(`announced, with ${cuts} cuts`, delays);
    expect(cuts).toBeGreaterThan(processes);
    expect(at(delays, 0.99)).toBeLessThan(1_000);
  }, 300_000);
});
