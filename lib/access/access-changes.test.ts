import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { revokeApiKey } from "@/lib/features/api-keys/revoke-key";
import { setPlan } from "@/lib/features/organizations/set-plan";
import { createKey, createUser } from "@/lib/testing/factories";
import { openOtherDirectory } from "@/lib/testing/other-directory";
import { startStatementProxy } from "@/lib/testing/statement-proxy";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { createChangeFeed } from "./change-feed";

/** The product's runtime stands for one process; `other` is what a second process holds. */
const { open } = useTestRuntime();

/** What a second process holds, with its own road to the database. */
async function startOtherProcess(databaseUrl = open().settings.databaseUrl) {
  const name = `other_${randomUUID().slice(0, 8)}`;
  const url = new URL(databaseUrl);
  url.searchParams.set("application_name", name);
  return {
    ...(await openOtherDirectory(open(), url.toString())),
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

describe("a process that hears of no changes any more", () => {
  it("trusts nothing from memory within a second, looks everything up, and catches up exactly afterwards", async () => {
    const proxy = await startStatementProxy(open().settings.databaseUrl);
    const deaf = await startOtherProcess(proxy.connectionString);
    const user = await createUser();
    const [ended, kept] = [await createKey(user), await createKey(user)];
    const isOk = async (key: { secret: string }) => (await deaf.directory.checkBearer(key.secret)).ok;
    expect([await isOk(ended), await isOk(kept)]).toEqual([true, true]);
    proxy.watch((sql) => (/access_changes|LISTEN/.test(sql) ? "cut" : "pass"));
    await open().database.pool.query("SELECT pg_terminate_backend($1)", [await deaf.backendOfListener()]);
    const cutAtMs = performance.now();
    await vi.waitFor(() => expect(deaf.isCurrent()).toBe(false), { timeout: 5_000, interval: 5 });
    await revokeApiKey(user.principal, { keyId: ended.id });
    // Read before the change, and after the last word of changes.
    await vi.waitFor(async () => expect(await isOk(ended)).toBe(false), { timeout: 5_000, interval: 5 });
    expect(performance.now() - cutAtMs).toBeGreaterThan(500);
    expect(await isOk(kept)).toBe(true);
    proxy.watch(() => "pass");
    await vi.waitFor(() => expect(deaf.isCurrent()).toBe(true), { timeout: 5_000, interval: 20 });
    expect([await isOk(ended), await isOk(kept)]).toEqual([false, true]);
    await deaf.close();
    await proxy.close();
  });

  it("keeps what it looked up itself for as long as that is fresh, so that a flood of requests is not one of queries", async () => {
    const proxy = await startStatementProxy(open().settings.databaseUrl);
    const deaf = await startOtherProcess(proxy.connectionString);
    const key = await createKey(await createUser());
    proxy.watch((sql) => (/access_changes|LISTEN/.test(sql) ? "cut" : "pass"));
    await vi.waitFor(() => expect(deaf.isCurrent()).toBe(false), { timeout: 5_000, interval: 5 });
    await deaf.directory.checkBearer(key.secret);
    expect(deaf.directory.checkBearer(key.secret)).toMatchObject({ ok: true });
    await deaf.close();
    await proxy.close();
  });
});

describe("a process that may not listen, as on a standby", () => {
  it("tries again after a quarter of a second each time", async () => {
    const proxy = await startStatementProxy(open().settings.databaseUrl);
    const triedMs: number[] = [];
    proxy.watch((sql) => {
      if (!sql.startsWith("LISTEN")) return "pass";
      triedMs.push(performance.now());
      return "refuse";
    });
    const deaf = await startOtherProcess(proxy.connectionString);
    await vi.waitFor(() => expect(triedMs.length).toBeGreaterThan(3), { timeout: 30_000, interval: 20 });
    const pauses = triedMs.slice(1).map((ms, at) => ms - (triedMs[at] ?? 0));
    // A timer may fire a moment before its time.
    expect(Math.min(...pauses)).toBeGreaterThan(240);
    expect(deaf.isCurrent()).toBe(true);
    await deaf.close();
    await proxy.close();
  });
});

describe("a change whose transaction took long", () => {
  it("is found by the question after its commit, however many were asked meanwhile", async () => {
    const { settings, database } = open();
    const asked: string[] = [];
    const feed = createChangeFeed({
      pool: other.announcements,
      // Nothing is announced in another database.
      connectionString: settings.databaseUrl.replace(/\/test_\w+/, "/postgres"),
      log: () => undefined,
      forget: (subject) => asked.push(subject),
      forgetAll: () => undefined,
    });
    await feed.start();
    const client = await database.gate.connect();
    await client.query("BEGIN");
    await client.query("INSERT INTO access_changes (subject) VALUES ('key:late')");
    await database.gate.query("INSERT INTO access_changes (subject) VALUES ('key:early')");
    await vi.waitFor(() => expect(asked).toEqual(["key:early"]), { timeout: 5_000 });
    await client.query("COMMIT");
    client.release();
    await vi.waitFor(() => expect(asked).toEqual(["key:early", "key:late"]), { timeout: 5_000 });
    await feed.close();
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
