import { beforeEach, describe, expect, test } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { jobHandlers } from "@/lib/background";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { openBeside, useTestRuntime } from "@/lib/testing/test-runtime";
import { mailsPerDay } from "@/lib/watch/alert-kinds";
import { defaultRules } from "@/lib/watch/alert-rules";
import { findingAbout } from "@/lib/watch/finding";
import { raiseAlert } from "@/lib/watch/raise-alert";
import { tellOfActivity } from "./background";
import type { Alert } from "./contract";

const { clock, open } = useTestRuntime();
const { rejections: rejectionRule, traffic: trafficRule } = defaultRules;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
beforeEach(() => clock.advance(dayMs));

const scopes: ["prompts:read", "organization:read"] = ["prompts:read", "organization:read"];
const enterprise = () => createUser({ plan: "enterprise" });

async function alertsOf({ token }: { token: string }, query = ""): Promise<Alert[]> {
  const { json } = await callApi(`GET /v1/alerts${query}`, { token });
  return json.data;
}

async function mailsTo(email: string) {
  await open().jobs.runDue(jobHandlers);
  return open().database.prisma.mail.findMany({ where: { recipient: email }, orderBy: { createdAt: "asc" } });
}

const eventsOf = (organizationId: string) =>
  open().database.prisma.event.findMany({ where: { organizationId, type: "alert.raised" } });

/** Calls with a key from an address, then looks at what it means. */
async function use(token: string, address: string, times = 1): Promise<void> {
  for (let count = 0; count < times; count++) await callApi("GET /v1/prompts", { token, address });
  await tellOfActivity();
}

describe("first use from a new network", () => {
  test("this machine is no network, by whichever of its addresses", async () => {
    const owner = await enterprise();
    const key = await createKey(owner, { name: "CI", scopes });
    for (const address of ["127.0.0.1", "::1", "127.0.1.1"]) await use(key.secret, address);
    expect(await alertsOf(owner)).toEqual([]);
    await use(key.secret, "203.0.113.5");
    await use(key.secret, "198.18.7.1");
    expect((await alertsOf(owner)).map(({ details }) => details)).toMatchObject([{ network: "198.18.7.0/24" }]);
  });

  test("raises one alert with event and mail; the first network and known ones raise none", async () => {
    const owner = await enterprise();
    const key = await createKey(owner, { name: "CI", scopes });
    await use(key.secret, "203.0.113.5");
    await use(key.secret, "203.0.113.200", 3);
    expect(await alertsOf(owner)).toEqual([]);
    await use(key.secret, "198.18.7.1");
    await use(key.secret, "203.0.113.5");
    await use(key.secret, "198.18.7.2");
    const [alert, ...others] = await alertsOf(owner);
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      kind: "new_network",
      environment: "production",
      credential: { id: key.id, type: "api_key", name: "CI" },
      details: { network: "198.18.7.0/24", address: "198.18.7.1", known_networks: 1 },
      acknowledged_at: null,
    });
    expect(alert?.summary).toContain("198.18.7.0/24");
    expect(await eventsOf(owner.principal.organizationId)).toHaveLength(1);
    const mails = await mailsTo(owner.email);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain("198.18.7.0/24");
    expect(JSON.stringify([alert, mails])).not.toContain(key.secret);
  });

  test("an IPv6 network is its /48", async () => {
    const owner = await enterprise();
    const key = await createKey(owner, { scopes });
    await use(key.secret, "2001:db8:1:1::1");
    await use(key.secret, "2001:db8:1:ffff::9");
    expect(await alertsOf(owner)).toEqual([]);
    await use(key.secret, "2001:db8:2::1");
    expect((await alertsOf(owner))[0]?.details.network).toBe("2001:db8:2::/48");
  });

  test("further new networks of a day are remembered, and make no further alert", async () => {
    const owner = await enterprise();
    const key = await createKey(owner, { scopes });
    for (const third of [1, 2, 3, 4]) await use(key.secret, `203.0.${third}.1`);
    expect(await alertsOf(owner)).toHaveLength(1);
    clock.advance(dayMs);
    await use(key.secret, "203.0.2.9");
    expect(await alertsOf(owner)).toHaveLength(1);
    await use(key.secret, "203.0.9.9");
    expect(await alertsOf(owner)).toHaveLength(2);
  });
});

describe("many rejections", () => {
  test("a burst raises one alert that counts what was refused", async () => {
    const owner = await enterprise();
    const key = await createKey(owner, { scopes: ["reports:read"] });
    await use(key.secret, "203.0.113.5", rejectionRule.atLeast - 1);
    expect(await alertsOf(owner)).toEqual([]);
    await use(key.secret, "203.0.113.5", 10);
    expect(await alertsOf(owner)).toMatchObject([
      {
        kind: "rejections",
        details: { rejected: rejectionRule.atLeast + 9, forbidden: rejectionRule.atLeast + 9, limited: 0 },
      },
    ]);
  });

  test("as many over a longer time, or a small share of many requests, raise nothing", async () => {
    const owner = await enterprise();
    const { activity } = open();
    const slow = await createKey(owner, { scopes });
    for (let minute = 0; minute < 20; minute++) {
      for (let count = 0; count < 15; count++) activity.answered(slow.principal, 429);
      clock.advance(60_000);
    }
    const busy = await createKey(owner, { scopes });
    for (let count = 0; count < 3_000; count++) activity.answered(busy.principal, count % 10 === 0 ? 429 : 200);
    await tellOfActivity();
    expect(await alertsOf(owner)).toEqual([]);
  });
});

describe("use of a revoked key", () => {
  test("raises an alert the first time a day; a key that never was ours none", async () => {
    const owner = await enterprise();
    const key = await createKey(owner, { name: "old", scopes });
    await callApi(`DELETE /api/v1/api-keys/${key.id}`, { token: owner.token });
    await use(key.secret, "203.0.113.5", 5);
    await use(`${key.secret.slice(0, -1)}x`, "203.0.113.5");
    expect(await alertsOf(owner)).toMatchObject([
      { kind: "revoked_use", credential: { name: "old" }, details: { network: "203.0.113.0/24" } },
    ]);
    clock.advance(dayMs);
    await use(key.secret, "203.0.113.5");
    expect(await alertsOf(owner)).toHaveLength(2);
  });

  test("an expired key raises nothing", async () => {
    const owner = await enterprise();
    const key = await createKey(owner, { scopes, expires_in_days: 1 });
    clock.advance(2 * dayMs);
    await use(key.secret, "203.0.113.5", 3);
    expect(await alertsOf(owner)).toEqual([]);
  });
});

describe("traffic above its own history", () => {
  /** Requests of a key in an hour that lies `hoursAgo` back. */
  async function served(owner: TestUser, credentialId: string, requests: number, hoursAgo: number): Promise<void> {
    await open().database.pool.query(
      `INSERT INTO usage_hours (organization_id, bucket_start, product, environment, credential_id, endpoint, status_class, requests)
       VALUES ($1, date_trunc('hour', to_timestamp($2 / 1000.0), 'UTC'), 'prompts', 'production', $3, 'GET /v1/prompts', '2xx', $4)
       ON CONFLICT (organization_id, bucket_start, product, environment, credential_id, endpoint, status_class)
       DO UPDATE SET requests = excluded.requests`,
      [owner.principal.organizationId, clock.now() - hoursAgo * hourMs, credentialId, requests],
    );
  }

  async function lookAgain(): Promise<void> {
    clock.advance(60_000);
    await tellOfActivity();
  }

  test("an hour far above every hour before raises one alert with what is usual and what was seen", async () => {
    const owner = await enterprise();
    const key = await createKey(owner, { scopes });
    for (let ago = 1; ago <= 48; ago++) await served(owner, key.id, 100 + (ago % 7), ago);
    await served(owner, key.id, 600, 0);
    await lookAgain();
    await served(owner, key.id, 900, 0);
    await lookAgain();
    expect(await alertsOf(owner)).toMatchObject([
      { kind: "traffic", details: { seen: 600, typical: 103, busiest: 106 } },
    ]);
  });

  test("steady traffic, a nightly batch, small keys and new keys raise nothing", async () => {
    const owner = await enterprise();
    const named = async (name: string) => (await createKey(owner, { name, scopes })).id;
    const [steady, nightly, small, fresh] = [
      await named("steady"),
      await named("nightly"),
      await named("small"),
      await named("fresh"),
    ];
    for (let ago = 1; ago <= 14 * 24; ago++) {
      await served(owner, steady, 5_000 + (ago % 24) * 200, ago);
      if (ago % 24 === 0) await served(owner, nightly, 20_000, ago);
      if (ago % 3 === 0) await served(owner, small, 3, ago);
    }
    await served(owner, steady, 9_500, 0);
    await served(owner, nightly, 22_000, 0);
    await served(owner, small, trafficRule.atLeast - 1, 0);
    await served(owner, fresh, 50_000, 0);
    await lookAgain();
    expect(await alertsOf(owner)).toEqual([]);
  });

  test("what the meter counts is what is compared", async () => {
    const owner = await enterprise();
    const key = await createKey(owner, { scopes });
    for (let ago = 1; ago <= 10; ago++) await served(owner, key.id, 10, ago);
    const { ledger } = open();
    const { organizationId, environment, credentialId } = key.principal;
    for (let count = 0; count < 700; count++) {
      ledger.answered({
        organizationId,
        environment,
        credentialId,
        product: "prompts",
        endpoint: "GET /v1/prompts",
        status: 200,
        atMs: clock.now(),
      });
    }
    await open().flush();
    await lookAgain();
    expect(await alertsOf(owner)).toMatchObject([{ kind: "traffic", details: { seen: 700, typical: 10 } }]);
  });
});

describe("exactness", () => {
  test("two processes that see the same thing raise one alert, one event and one mail", async () => {
    const owner = await enterprise();
    const key = await createKey(owner, { scopes });
    await callApi(`DELETE /api/v1/api-keys/${key.id}`, { token: owner.token });
    const first = open();
    const second = await openBeside(first);
    const check = await second.directory.checkBearer(key.secret);
    if (!check.record) throw new Error("the key is known");
    for (const { activity } of [first, second]) activity.usedRevoked(check.record, "203.0.113.5");
    await Promise.all([first.activity.flush(raiseAlert), second.activity.flush(raiseAlert)]);
    await Promise.all([second.jobs.runDue(jobHandlers), first.jobs.runDue(jobHandlers)]);
    await second.close();
    expect(await alertsOf(owner)).toHaveLength(1);
    expect(await eventsOf(owner.principal.organizationId)).toHaveLength(1);
    expect(await mailsTo(owner.email)).toHaveLength(1);
  });

  test("a database that fails in between loses no finding", async () => {
    const owner = await enterprise();
    const key = await createKey(owner, { scopes });
    open().activity.usedRevoked(
      { principal: key.principal } as Parameters<ReturnType<typeof open>["activity"]["usedRevoked"]>[0],
      null,
    );
    await expect(open().activity.flush(() => Promise.reject(new Error("away")))).rejects.toThrow("away");
    await tellOfActivity();
    expect(await alertsOf(owner)).toHaveLength(1);
  });

  test("many alerts of a day are all shown, and no more than so many are mailed", async () => {
    const owner = await enterprise();
    for (let count = 0; count < mailsPerDay + 5; count++) {
      const { principal } = await createKey(owner, { name: `key ${count}`, scopes });
      const details = { network: null, address: null };
      await raiseAlert(findingAbout(principal, { kind: "revoked_use", atMs: clock.now(), details }));
    }
    expect(await alertsOf(owner, "?limit=100")).toHaveLength(mailsPerDay + 5);
    const mails = await mailsTo(owner.email);
    expect(mails).toHaveLength(mailsPerDay);
    expect(mails.filter(({ text }) => text.includes("only shown on that page"))).toHaveLength(1);
  });

  test("a key's name cannot pass for words of the mail", async () => {
    const owner = await enterprise();
    const key = await createKey(owner, { name: "CI\n\nSign in at\u2028https://evil.test", scopes });
    await use(key.secret, "203.0.113.5");
    await use(key.secret, "198.18.7.1");
    const [mail] = await mailsTo(owner.email);
    expect(mail?.subject).toBe("First use from a new network");
    expect(mail?.text.split(/[\n\u2028]/)[0]).toContain("CI Sign in at https: //evil. test");
  });

  test("a job that is repeated mails nothing again", async () => {
    const owner = await enterprise();
    const key = await createKey(owner, { scopes });
    await callApi(`DELETE /api/v1/api-keys/${key.id}`, { token: owner.token });
    await use(key.secret, "203.0.113.5");
    expect(await mailsTo(owner.email)).toHaveLength(1);
    const [alert] = await alertsOf(owner);
    await runtime().jobs.enqueue(open().database.prisma, "alerts.mail", { alertId: alert?.id ?? "" });
    expect(await mailsTo(owner.email)).toHaveLength(1);
  });
});

describe("who may see and acknowledge", () => {
  async function raised(owner: TestUser, wanted: Parameters<typeof createKey>[1] = { scopes }): Promise<string> {
    const { principal } = await createKey(owner, wanted);
    const { credentialId } = principal;
    const details = { network: "203.0.113.0/24", address: "203.0.113.5" };
    await raiseAlert(findingAbout(principal, { kind: "revoked_use", atMs: clock.now(), details }));
    const alert = await open().database.prisma.alert.findFirstOrThrow({ where: { credentialId } });
    return alert.id;
  }

  test("another organization's alert is a 404, and not listed", async () => {
    const [owner, stranger] = [await enterprise(), await enterprise()];
    const id = await raised(owner);
    expect(await alertsOf(stranger)).toEqual([]);
    const theirs = await callApi(`POST /v1/alerts/${id}/acknowledge`, { token: stranger.token });
    expect(theirs.status).toBe(404);
    expect((await alertsOf(owner))[0]?.acknowledged_at).toBeNull();
  });

  test("a test key sees its environment's alerts only, a user all", async () => {
    const owner = await enterprise();
    const live = await raised(owner);
    clock.advance(1_000);
    const test = await raised(owner, { scopes, environment: "development" });
    const reader = await createKey(owner, { scopes, environment: "development" });
    expect((await alertsOf({ token: reader.secret })).map(({ id }) => id)).toEqual([test]);
    expect((await alertsOf(owner)).map(({ id }) => id)).toEqual([test, live]);
  });

  test("acknowledging needs organization:admin, and a second time changes nothing", async () => {
    const owner = await enterprise();
    const id = await raised(owner);
    const reader = await createKey(owner, { scopes });
    const target = `POST /v1/alerts/${id}/acknowledge`;
    expect((await callApi(target, { token: reader.secret })).status).toBe(403);
    await open().changes.commit(async (tx) => {
      await tx.membership.updateMany({ where: { userId: owner.id }, data: { role: "member" } });
      return { result: undefined, subjects: [`user:${owner.id}`] };
    });
    expect((await callApi(target, { token: owner.token })).status).toBe(403);
    expect(await alertsOf(owner)).toHaveLength(1);
    await open().changes.commit(async (tx) => {
      await tx.membership.updateMany({ where: { userId: owner.id }, data: { role: "admin" } });
      return { result: undefined, subjects: [`user:${owner.id}`] };
    });
    const first = await callApi(target, { token: owner.token });
    expect(first.status).toBe(200);
    clock.advance(5_000);
    expect((await callApi(target, { token: owner.token })).json.acknowledged_at).toBe(first.json.acknowledged_at);
    expect(await alertsOf(owner, "?state=open")).toEqual([]);
    expect(await alertsOf(owner, "?state=acknowledged&kind=revoked_use")).toHaveLength(1);
    expect(await alertsOf(owner, "?kind=traffic")).toEqual([]);
  });

  test("pages follow each other, and a bad filter is a 400", async () => {
    const owner = await enterprise();
    for (let count = 0; count < 3; count++) {
      clock.advance(1_000);
      await raised(owner);
    }
    const first = await callApi("GET /v1/alerts?limit=2", { token: owner.token });
    expect(first.json).toMatchObject({ open: 3, next_cursor: expect.any(String) });
    expect(await alertsOf(owner, `?cursor=${first.json.next_cursor}`)).toHaveLength(1);
    for (const query of ["kind=fire", "state=x", "limit=101", "cursor=%00", "cursor=zzz"]) {
      expect((await callApi(`GET /v1/alerts?${query}`, { token: owner.token })).status).toBe(400);
    }
  });
});
