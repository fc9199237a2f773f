import { describe, expect, it } from "vitest";
import { pruneAccounting } from "@/lib/tenancy/prune-accounting";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { createCounterStore } from "./counter-store";
import { createLedger } from "./ledger";
import type { UsageEvent } from "./usage-event";

const { clock, open } = useTestRuntime();

function eventOf(change: Partial<UsageEvent>): UsageEvent {
  return {
    organizationId: "org",
    product: "prompts",
    environment: "production",
    credentialId: "key_1",
    endpoint: "GET /v1/prompts",
    status: 200,
    atMs: clock.now(),
    ...change,
  };
}

/** Usage is kept for organizations that exist. */
async function createOrganization(id: string): Promise<string> {
  await open().database.prisma.organization.create({ data: { id, name: id } });
  return id;
}

async function rowsOf(table: string, organizationId: string) {
  const { rows } = await open().database.pool.query<{ start: string; status_class: string; requests: string }>(
    `SELECT to_char(bucket_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS start, status_class, requests
       FROM ${table} WHERE organization_id = $1 ORDER BY 1, 2`,
    [organizationId],
  );
  return rows.map(({ start, status_class, requests }) => `${start} ${status_class} ${requests}`);
}

describe("metering", () => {
  it("adds up by minute, hour and day, across flushes, and keeps 429 apart", async () => {
    const { ledger } = open();
    const at = (text: string) => Date.parse(text);
    const organizationId = await createOrganization("org-rollups");
    for (const [atMs, status] of [
      [at("2026-06-30T23:58:01Z"), 200],
      [at("2026-06-30T23:58:59Z"), 204],
      [at("2026-06-30T23:59:59.999Z"), 404],
      [at("2026-07-01T00:00:00Z"), 429],
    ] as const) {
      ledger.answered(eventOf({ organizationId, atMs, status }));
    }
    await ledger.flush();
    ledger.answered(eventOf({ organizationId, atMs: at("2026-06-30T23:58:30Z"), status: 500 }));
    ledger.answered(eventOf({ organizationId, atMs: at("2026-06-30T23:58:30Z"), status: 200 }));
    await ledger.flush();
    expect(await rowsOf("usage_minutes", organizationId)).toEqual([
      "2026-06-30 23:58 2xx 3",
      "2026-06-30 23:58 5xx 1",
      "2026-06-30 23:59 4xx 1",
      "2026-07-01 00:00 429 1",
    ]);
    expect(await rowsOf("usage_hours", organizationId)).toEqual([
      "2026-06-30 23:00 2xx 3",
      "2026-06-30 23:00 4xx 1",
      "2026-06-30 23:00 5xx 1",
      "2026-07-01 00:00 429 1",
    ]);
    expect(await rowsOf("usage_days", organizationId)).toEqual([
      "2026-06-30 00:00 2xx 3",
      "2026-06-30 00:00 4xx 1",
      "2026-06-30 00:00 5xx 1",
      "2026-07-01 00:00 429 1",
    ]);
  });

  it("counts every request once when many flush at once and the database refuses in between", async () => {
    const { pool } = open().database;
    const ledger = createLedger(pool, createCounterStore(pool), () => undefined);
    const organizationId = await createOrganization("org-flaky");
    for (let count = 0; count < 500; count++)
      ledger.answered(eventOf({ organizationId, credentialId: `key_${count % 50}` }));
    // A table that is locked away makes the first write fail after its batch was taken.
    await pool.query("ALTER TABLE usage_days RENAME TO usage_days_away");
    await expect(ledger.flush()).rejects.toThrow("usage_days");
    for (let count = 0; count < 100; count++)
      ledger.answered(eventOf({ organizationId, credentialId: `key_${count}` }));
    await pool.query("ALTER TABLE usage_days_away RENAME TO usage_days");
    await Promise.all([ledger.flush(), ledger.flush(), ledger.flush()]);
    for (const table of ["usage_minutes", "usage_hours", "usage_days"]) {
      const { rows } = await pool.query(`SELECT sum(requests)::int AS total FROM ${table} WHERE organization_id = $1`, [
        organizationId,
      ]);
      expect([table, rows[0]?.total]).toEqual([table, 600]);
    }
  });

  it("counts what the gate denies and what handlers answer, by endpoint and credential", async () => {
    const user = await createUser({ plan: "pro" });
    const key = await createKey(user, { scopes: ["prompts:read"] });
    await callApi("GET /v1/prompts", { token: key.secret });
    await callApi("GET /v1/prompts/none", { token: key.secret });
    await callApi("POST /v1/prompts", { token: key.secret, body: { name: "x" } });
    await callApi("GET /v1/prompts", { token: key.secret, via: "past-middleware" });
    await open().ledger.flush();
    const { rows } = await open().database.pool.query(
      "SELECT endpoint, status_class, requests::int FROM usage_days WHERE credential_id = $1 ORDER BY 1, 2",
      [key.id],
    );
    expect(rows).toEqual([
      { endpoint: "GET /v1/prompts", status_class: "2xx", requests: 2 },
      { endpoint: "GET /v1/prompts/{id}", status_class: "4xx", requests: 1 },
      { endpoint: "POST /v1/prompts", status_class: "4xx", requests: 1 },
    ]);
  });
});

describe("last use", () => {
  it("is noted to the minute, with the address, and not written for every request", async () => {
    const user = await createUser();
    const key = await createKey(user);
    const lastUsed = async () => {
      await open().lastUse.flush();
      return open().database.prisma.apiKey.findUniqueOrThrow({ where: { id: key.id } });
    };
    expect((await lastUsed()).lastUsedAt).toBeNull();
    const firstMs = clock.now();
    await callApi("GET /api/v1/users/me", { token: key.secret, address: "203.0.113.9" });
    expect(await lastUsed()).toMatchObject({ lastUsedAt: new Date(firstMs), lastUsedIp: "203.0.113.9" });
    clock.advance(59_000);
    await callApi("GET /api/v1/users/me", { token: key.secret });
    expect((await lastUsed()).lastUsedAt).toEqual(new Date(firstMs));
    clock.advance(1_000);
    await callApi("GET /api/v1/users/me", { token: key.secret });
    expect((await lastUsed()).lastUsedAt).toEqual(new Date(firstMs + 60_000));
  });
});

describe("usage of a deleted organization", () => {
  it("is not written any more", async () => {
    const { ledger, database } = open();
    const organizationId = await createOrganization("org-deleted");
    ledger.answered(eventOf({ organizationId }));
    await database.prisma.organization.delete({ where: { id: organizationId } });
    await ledger.flush();
    expect(await rowsOf("usage_days", organizationId)).toEqual([]);
  });
});

describe("pruning", () => {
  it("drops what nothing reads any more and keeps the rest", async () => {
    const { database, ledger } = open();
    const organizationId = await createOrganization("org-prune");
    const dayMs = 86_400_000;
    for (const daysAgo of [0, 3, 120])
      ledger.answered(eventOf({ organizationId, atMs: clock.now() - daysAgo * dayMs }));
    await ledger.flush();
    await pruneAccounting(database.pool, clock.now());
    const counts = await Promise.all(
      ["usage_minutes", "usage_hours", "usage_days"].map((table) => rowsOf(table, organizationId)),
    );
    expect(counts.map((rows) => rows.length)).toEqual([1, 2, 3]);
  });

  it("keeps the counters of a past month until their bucket is paid off at the slowest rate", async () => {
    const { pool } = open().database;
    const dayMs = 86_400_000;
    const nowMs = Date.parse("2026-07-08T00:00:00Z");
    const insert = (subject: string, owed: number, month: number) =>
      pool.query(
        `INSERT INTO limit_states (subject, product, environment, debt, as_of, minute, minute_count, day, day_count, month, month_count)
         VALUES ($1, 'prompts', 'production', $2, $3, 0, 1, 0, 1, $4, 1)`,
        [subject, owed * 60_000, nowMs - 3 * dayMs, month],
      );
    const [june, july] = [2026 * 12 + 5, 2026 * 12 + 6];
    await insert("org:owes nothing", 0, june);
    await insert("org:has paid off", 2 * 1_440 - 1, june);
    await insert("org:owes", 10_000, june);
    await insert("org:counts", 0, july);
    await insert("ip:has paid off", 0, july);
    await insert("ip:owes", 10_000, july);
    await pruneAccounting(pool, nowMs);
    const { rows } = await pool.query<{ subject: string }>("SELECT subject FROM limit_states ORDER BY 1");
    expect(rows.map(({ subject }) => subject)).toEqual(["ip:owes", "org:counts", "org:owes"]);
  });

  it("keeps expired invitations for 90 days, and expired proofs of addresses not at all", async () => {
    const { database } = open();
    const organizationId = await createOrganization("org-invitations");
    const dayMs = 86_400_000;
    const email = "invited@example.test";
    const user = await database.prisma.user.create({ data: { id: "user-proof", email, name: "" } });
    for (const daysAgo of [-1, 1, 89, 91]) {
      const expiresAt = new Date(clock.now() - daysAgo * dayMs);
      const invitation = { id: `inv ${daysAgo}`, organizationId, email, role: "member" as const, expiresAt };
      await database.prisma.invitation.create({ data: { ...invitation, secretHash: `invitation ${daysAgo}` } });
      await database.prisma.emailProof.create({
        data: { secretHash: `proof ${daysAgo}`, userId: user.id, email, expiresAt },
      });
    }
    await pruneAccounting(database.pool, clock.now());
    const invitations = await database.prisma.invitation.findMany({
      where: { organizationId },
      orderBy: { id: "asc" },
    });
    expect(invitations.map(({ id }) => id)).toEqual(["inv -1", "inv 1", "inv 89"]);
    expect(await database.prisma.emailProof.findMany({ where: { userId: user.id } })).toMatchObject([
      { secretHash: "proof -1" },
    ]);
  });
});
