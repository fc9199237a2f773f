import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { revokeApiKey } from "@/lib/features/api-keys/revoke-key";
import { setPlan } from "@/lib/features/organizations/set-plan";
import { openDatabase } from "@/lib/platform/database";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { createAccessChanges } from "./access-changes";
import { createCredentialDirectory } from "./credential-directory";

/** The product's runtime stands for one process; `other` is what a second process holds. */
const { clock, open } = useTestRuntime();

/** What a second process holds; `hears` false gives it a listener that hears nothing, as a half-open connection does. */
async function startOtherProcess({ hears = true } = {}) {
  const { settings, jwts } = open();
  const name = `other_${randomUUID().slice(0, 8)}`;
  const url = new URL(settings.databaseUrl);
  url.searchParams.set("application_name", name);
  const database = openDatabase(url.toString(), { features: 2 });
  if (!hears) url.pathname = "/postgres";
  const changes = createAccessChanges({
    database,
    connectionString: url.toString(),
    log: () => undefined,
    forget: (subject) => directory.forget(subject),
    forgetAll: () => directory.forgetAll(),
  });
  const directory = createCredentialDirectory({
    pool: database.gate,
    clock,
    jwts,
    verifiers: [],
    pepper: settings.keyPepper,
    isCurrent: changes.isCurrent,
  });
  await changes.start();
  return {
    directory,
    pool: database.gate,
    isCurrent: changes.isCurrent,
    async close() {
      await changes.close();
      await database.close();
    },
    async backendOfListener() {
      const { rows } = await open().database.pool.query<{ pid: number }>(
        "SELECT pid FROM pg_stat_activity WHERE application_name = $1 AND query LIKE 'LISTEN%'",
        [name],
      );
      return rows[0]?.pid ?? 0;
    },
  };
}

let other: Awaited<ReturnType<typeof startOtherProcess>>;

beforeAll(async () => {
  other = await startOtherProcess();
});

afterAll(() => other.close());

describe("what ends in one process ends in the others, announced or polled", () => {
  it("for a key that the other process has in memory", async () => {
    const user = await createUser();
    const key = await createKey(user);
    expect((await other.directory.checkBearer(key.secret)).ok).toBe(true);
    await revokeApiKey(user.principal, { keyId: key.id });
    await vi.waitFor(
      async () => expect(await other.directory.checkBearer(key.secret)).toMatchObject({ ok: false, reason: "revoked" }),
      { timeout: 5_000, interval: 5 },
    );
  });

  it("for a plan", async () => {
    const user = await createUser();
    const planSeen = async () => (await other.directory.checkBearer(user.token)).record?.principal.plan;
    expect(await planSeen()).toBe("free");
    await setPlan(user.id, "business");
    await vi.waitFor(async () => expect(await planSeen()).toBe("business"), { timeout: 5_000, interval: 5 });
  });

  it("even when the notification was lost with the connection", async () => {
    const user = await createUser();
    const key = await createKey(user);
    expect((await other.directory.checkBearer(key.secret)).ok).toBe(true);
    const pid = await other.backendOfListener();
    expect(pid).toBeGreaterThan(0);
    await open().database.pool.query("SELECT pg_terminate_backend($1)", [pid]);
    await revokeApiKey(user.principal, { keyId: key.id });
    await vi.waitFor(async () => expect((await other.directory.checkBearer(key.secret)).ok).toBe(false), {
      timeout: 5_000,
      interval: 20,
    });
  });
});

describe("a process that was cut off for longer than a poll looks back", () => {
  it("trusts nothing from memory meanwhile, and forgets everything when it is back", async () => {
    const deaf = await startOtherProcess({ hears: false });
    const user = await createUser();
    const key = await createKey(user);
    expect((await deaf.directory.checkBearer(key.secret)).ok).toBe(true);
    const realNow = performance.now.bind(performance);
    const cut = vi.spyOn(deaf.pool, "query").mockImplementation(() => Promise.reject(new Error("cut off")));
    const time = vi.spyOn(performance, "now").mockImplementation(() => realNow() + 40_000);
    expect(deaf.isCurrent()).toBe(false);
    await revokeApiKey(user.principal, { keyId: key.id });
    // As old as a change that was made while no poll succeeded.
    await open().database.pool.query("UPDATE access_changes SET at = at - interval '1 minute'");
    cut.mockRestore();
    await vi.waitFor(() => expect(deaf.isCurrent()).toBe(true), { timeout: 5_000, interval: 20 });
    expect((await deaf.directory.checkBearer(key.secret)).ok).toBe(false);
    time.mockRestore();
    await deaf.close();
  });
});

describe("this process", () => {
  it("has forgotten a key when its revocation is acknowledged", async () => {
    const user = await createUser();
    const key = await createKey(user);
    expect((await open().directory.checkBearer(key.secret)).ok).toBe(true);
    await revokeApiKey(user.principal, { keyId: key.id });
    expect(await open().directory.checkBearer(key.secret)).toMatchObject({ ok: false, reason: "revoked" });
  });

  it("does not keep a record that it was reading while the key was revoked", async () => {
    const user = await createUser();
    const key = await createKey(user);
    open().directory.forgetAll();
    const reading = open().directory.checkBearer(key.secret);
    await revokeApiKey(user.principal, { keyId: key.id });
    await reading;
    expect((await open().directory.checkBearer(key.secret)).ok).toBe(false);
  });

  it("asks the database once for a thousand requests with one key, and never for a bad checksum", async () => {
    const user = await createUser();
    const key = await createKey(user);
    open().directory.forgetAll();
    const query = vi.spyOn(open().database.gate, "query");
    await Promise.all(Array.from({ length: 1_000 }, () => open().directory.checkBearer(key.secret)));
    expect(query.mock.calls.filter(([sql]) => String(sql).includes("api_keys"))).toHaveLength(1);
    const flipped = key.secret.slice(0, -1) + (key.secret.endsWith("a") ? "b" : "a");
    expect(open().directory.checkBearer(flipped)).toEqual({ ok: false, reason: "malformed", record: null });
    expect(query.mock.calls.filter(([sql]) => String(sql).includes("api_keys"))).toHaveLength(1);
    query.mockRestore();
  });
});
