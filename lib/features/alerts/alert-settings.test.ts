import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { jobHandlers } from "@/lib/background";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { clientToken, createApp } from "@/lib/testing/oauth";
import { startSmtpStandIn } from "@/lib/testing/smtp-stand-in";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { untilWaitedFor } from "@/lib/testing/until-waited-for";
import { startWebhookSink } from "@/lib/testing/webhook-sink";
import { tellOfActivity } from "./background";
import type { Alert } from "./contract";

const { clock, open } = useTestRuntime({ settings: { outboundAllow: ["127.0.0.0/8"] } });
let smtp: Awaited<ReturnType<typeof startSmtpStandIn>>;
beforeAll(async () => {
  smtp = await startSmtpStandIn();
});
afterAll(() => smtp.stop());
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const settings = "/v1/alerts/settings";
beforeEach(() => {
  clock.advance(dayMs);
  open().settings.smtpUrl = null;
});

const enterprise = () => createUser({ plan: "enterprise" });
const put = (user: { token: string }, body: object) => callApi(`PUT ${settings}`, { token: user.token, body });

async function set(user: { token: string }, body: object): Promise<void> {
  const answer = await put(user, body);
  expect([answer.status, answer.text]).toEqual([200, expect.anything()]);
}

async function alertsOf({ token }: { token: string }): Promise<Alert[]> {
  return (await callApi("GET /v1/alerts", { token })).json.data;
}

/** Calls with a credential from an address, then looks at what it means. */
async function use(token: string, address: string, times = 1): Promise<void> {
  for (let count = 0; count < times; count++) await callApi("GET /v1/prompts", { token, address });
  await tellOfActivity();
}

/** A key that is used from a second network. */
async function useFromTwoNetworks(owner: TestUser): Promise<void> {
  const key = await createKey(owner, { scopes: ["prompts:read"] });
  await use(key.secret, "203.0.113.5");
  await use(key.secret, "198.18.7.1");
}

const runJobs = () => open().jobs.runDue(jobHandlers);

async function mailsTo(email: string): Promise<number> {
  await runJobs();
  return open().database.prisma.mail.count({ where: { recipient: email, subject: "First use from a new network" } });
}

describe("what counts as unusual", () => {
  test("without settings the documented rules count, and a PUT that leaves all out restores them", async () => {
    const owner = await enterprise();
    const defaults = (await callApi(`GET ${settings}`, { token: owner.token })).json;
    expect(defaults).toEqual({
      credentials: ["api_key", "token", "oauth_app", "session"],
      kinds: ["traffic", "new_network", "rejections", "revoked_use"],
      traffic: { at_least: 500, times_typical: 5, times_busiest: 2 },
      rejections: { at_least: 100, share_percent: 20 },
      quiet_hours: null,
      receivers: { members: null, webhooks: [] },
      updated_at: null,
    });
    const wanted = {
      credentials: ["api_key"],
      kinds: ["traffic"],
      traffic: { at_least: 10, times_typical: 1.5, times_busiest: 1 },
      rejections: { at_least: 10, share_percent: 100 },
      quiet_hours: { from: "22:00", until: "07:30", time_zone: "Europe/Berlin" },
      receivers: { members: [owner.id], webhooks: [] },
    };
    expect((await put(owner, wanted)).json).toMatchObject(wanted);
    expect((await callApi(`GET ${settings}`, { token: owner.token })).json).toMatchObject(wanted);
    expect((await put(owner, {})).json).toEqual({ ...defaults, updated_at: expect.any(String) });
  });

  test("an organization's own number of rejections raises an alert that others do not get yet", async () => {
    const [owner, other] = [await enterprise(), await enterprise()];
    await set(owner, { rejections: { at_least: 10, share_percent: 50 } });
    for (const user of [owner, other]) {
      const key = await createKey(user, { scopes: ["reports:read"] });
      await use(key.secret, "203.0.113.5", 9);
      expect(await alertsOf(user)).toEqual([]);
      await use(key.secret, "203.0.113.5", 1);
    }
    expect(await alertsOf(owner)).toMatchObject([{ kind: "rejections", details: { rejected: 10 } }]);
    expect(await alertsOf(other)).toEqual([]);
  });

  test("more rejections than the default raise nothing where the organization allows more", async () => {
    const owner = await enterprise();
    await set(owner, { rejections: { at_least: 1_000 } });
    const key = await createKey(owner, { scopes: ["reports:read"] });
    await use(key.secret, "203.0.113.5", 150);
    expect(await alertsOf(owner)).toEqual([]);
  });

  test("an hour is compared by the organization's own figures", async () => {
    const [owner, other] = [await enterprise(), await enterprise()];
    await set(owner, { traffic: { at_least: 50, times_typical: 3, times_busiest: 1 } });
    for (const user of [owner, other]) {
      const { id } = await createKey(user, { scopes: ["prompts:read"] });
      for (let ago = 0; ago <= 10; ago++) await served(user, id, ago === 0 ? 60 : 10, ago);
    }
    clock.advance(60_000);
    await tellOfActivity();
    expect(await alertsOf(owner)).toMatchObject([{ kind: "traffic", details: { seen: 60, typical: 10 } }]);
    expect(await alertsOf(other)).toEqual([]);
  });

  test("a kind that is switched off raises nothing, and counts again once it is on", async () => {
    const owner = await enterprise();
    await set(owner, { kinds: ["traffic"] });
    const key = await createKey(owner, { scopes: ["prompts:read"] });
    await callApi(`DELETE /api/v1/api-keys/${key.id}`, { token: owner.token });
    await use(key.secret, "203.0.113.5");
    expect(await alertsOf(owner)).toEqual([]);
    await set(owner, {});
    await use(key.secret, "203.0.113.5");
    expect(await alertsOf(owner)).toMatchObject([{ kind: "revoked_use" }]);
  });

  async function served(user: TestUser, credentialId: string, requests: number, hoursAgo: number): Promise<void> {
    await open().database.pool.query(
      `INSERT INTO usage_hours (organization_id, bucket_start, product, environment, credential_id, endpoint, status_class, requests)
       VALUES ($1, date_trunc('hour', to_timestamp($2 / 1000.0), 'UTC'), 'prompts', 'production', $3, 'GET /v1/prompts', '2xx', $4)`,
      [user.principal.organizationId, clock.now() - hoursAgo * hourMs, credentialId, requests],
    );
  }

  test("all sessions of an organization together have a history to stand out from", async () => {
    const owner = await enterprise();
    for (let ago = 0; ago <= 10; ago++) await served(owner, "session", ago === 0 ? 600 : 10, ago);
    clock.advance(60_000);
    await tellOfActivity();
    expect(await alertsOf(owner)).toMatchObject([
      { kind: "traffic", credential: { id: "session", type: "session", name: "All sessions" } },
    ]);
  });
});

describe("sessions and OAuth tokens", () => {
  test("a session that is used from a new network raises an alert that names its user", async () => {
    const owner = await enterprise();
    await use(owner.token, "203.0.113.5");
    expect(await alertsOf(owner)).toEqual([]);
    await use(owner.token, "198.18.7.1");
    expect(await alertsOf(owner)).toMatchObject([
      { kind: "new_network", credential: { id: owner.id, type: "session", hint: "" } },
    ]);
    expect(JSON.stringify(await alertsOf(owner))).not.toContain(owner.token);
  });

  test("the next session of a user is known from the networks of the last one", async () => {
    const owner = await enterprise();
    await use(owner.token, "203.0.113.5");
    const login = await callApi("POST /api/auth/login", {
      body: { email: owner.email, password: "correct horse battery staple" },
    });
    await use(login.json.access_token, "203.0.113.77");
    expect(await alertsOf(owner)).toEqual([]);
    await use(login.json.access_token, "198.18.7.1");
    expect(await alertsOf(owner)).toHaveLength(1);
  });

  test("a burst of a session's rejections raises an alert", async () => {
    const { owner, member } = await createTeam();
    for (let count = 0; count < 100; count++) {
      await callApi("DELETE /v1/organization/members/nobody", { token: member.token, address: "203.0.113.5" });
    }
    await tellOfActivity();
    expect(await alertsOf(owner)).toMatchObject([
      { kind: "rejections", credential: { id: member.id, type: "session" }, details: { rejected: 100 } },
    ]);
  });

  test("tokens of an app from a new network raise an alert that names the app", async () => {
    const owner = await enterprise();
    const app = await createApp(owner, { name: "Nightly sync" });
    await use(await clientToken(app), "203.0.113.5");
    await use(await clientToken(app), "203.0.113.9");
    expect(await alertsOf(owner)).toEqual([]);
    await use(await clientToken(app), "198.18.7.1");
    expect(await alertsOf(owner)).toMatchObject([
      { kind: "new_network", credential: { id: app.clientId, type: "oauth_app", name: "Nightly sync" } },
    ]);
  });

  test("what is not watched raises nothing", async () => {
    const owner = await enterprise();
    await set(owner, { credentials: ["token"] });
    await use(owner.token, "203.0.113.5");
    await use(owner.token, "198.18.7.1");
    await useFromTwoNetworks(owner);
    expect(await alertsOf(owner)).toEqual([]);
  });
});

describe("quiet hours", () => {
  test("hold mail back until they end, and keep the alert", async () => {
    // 23:30 in Berlin, where it is summer.
    clock.set(Date.UTC(2027, 5, 9, 21, 30));
    const owner = await enterprise();
    await set(owner, { quiet_hours: { from: "22:00", until: "07:00", time_zone: "Europe/Berlin" } });
    await useFromTwoNetworks(owner);
    expect(await alertsOf(owner)).toHaveLength(1);
    expect(await mailsTo(owner.email)).toBe(0);
    clock.set(Date.UTC(2027, 5, 10, 4, 59, 59));
    expect(await mailsTo(owner.email)).toBe(0);
    clock.set(Date.UTC(2027, 5, 10, 5, 0));
    expect(await mailsTo(owner.email)).toBe(1);
  });

  test("outside of them mail goes at once", async () => {
    clock.set(Date.UTC(2027, 5, 11, 12, 0));
    const owner = await enterprise();
    await set(owner, { quiet_hours: { from: "12:01", until: "12:00" } });
    await useFromTwoNetworks(owner);
    expect(await mailsTo(owner.email)).toBe(1);
  });
});

describe("receivers", () => {
  test("only the members who were chosen get the mail over SMTP", async () => {
    const { owner, admin, member } = await createTeam();
    await set(owner, { receivers: { members: [member.id] } });
    open().settings.smtpUrl = smtp.url;
    await useFromTwoNetworks(owner);
    expect(await mailsTo(member.email)).toBe(1);
    expect([await mailsTo(owner.email), await mailsTo(admin.email)]).toEqual([0, 0]);
    expect(smtp.mails.filter(({ to, data }) => to.includes(member.email) && data.includes("198.18.7.0"))).toHaveLength(
      1,
    );
  });

  test("an empty list sends no mail", async () => {
    const { owner, admin } = await createTeam();
    await set(owner, { receivers: { members: [] } });
    await useFromTwoNetworks(owner);
    expect([await mailsTo(owner.email), await mailsTo(admin.email)]).toEqual([0, 0]);
    expect(await alertsOf(owner)).toHaveLength(1);
  });

  test("once everybody who was chosen has left, owners and admins get the mail, and those who left none", async () => {
    const { owner, admin, member } = await createTeam();
    await set(owner, { receivers: { members: [member.id] } });
    await callApi(`DELETE /v1/organization/members/${member.id}`, { token: owner.token });
    await useFromTwoNetworks(owner);
    expect([await mailsTo(owner.email), await mailsTo(admin.email), await mailsTo(member.email)]).toEqual([1, 1, 0]);
  });

  test("a webhook endpoint that was named gets alerts without asking for the event, and others do not", async () => {
    const sink = await startWebhookSink();
    const owner = await enterprise();
    const add = async (path: string) => {
      const body = { url: `${sink.url}${path}`, events: ["report.completed"] };
      return (await callApi("POST /v1/webhooks", { token: owner.token, body })).json.id as string;
    };
    const named = await add("/named");
    await add("/other");
    await set(owner, { receivers: { webhooks: [named] } });
    await useFromTwoNetworks(owner);
    await runJobs();
    expect(sink.received).toHaveLength(1);
    expect(sink.received[0]?.path).toBe(`${new URL(sink.url).pathname.replace(/\/$/, "")}/named`);
    expect(JSON.parse(sink.received[0]?.body ?? "")).toMatchObject({
      type: "alert.raised",
      data: { kind: "new_network" },
    });
    await sink.close();
  });
});

describe("who may set them", () => {
  test("admins and keys with organization:admin; members, other keys and test keys may not", async () => {
    const { owner, admin, member } = await createTeam();
    const manager = await createKey(owner, { scopes: ["organization:admin"] });
    const reader = await createKey(owner, { scopes: ["organization:read"] });
    const tester = await createKey(owner, { scopes: ["organization:admin"], environment: "development" });
    const statuses = async (token: string) => [
      (await callApi(`GET ${settings}`, { token })).status,
      (await put({ token }, {})).status,
    ];
    expect(await statuses(admin.token)).toEqual([200, 200]);
    expect(await statuses(manager.secret)).toEqual([200, 200]);
    expect(await statuses(member.token)).toEqual([403, 403]);
    expect(await statuses(reader.secret)).toEqual([403, 403]);
    expect(await statuses(tester.secret)).toEqual([200, 403]);
  });

  test("an admin who is made a member while their change waits changes nothing", async () => {
    const { id, owner, admin } = await createTeam();
    const holder = await open().database.jobs.connect();
    await holder.query("BEGIN");
    await holder.query("SELECT id FROM organizations WHERE id = $1 FOR UPDATE", [id]);
    const answer = put(admin, { kinds: [] });
    await untilWaitedFor(holder);
    await holder.query("UPDATE memberships SET role = 'member' WHERE organization_id = $1 AND user_id = $2", [
      id,
      admin.id,
    ]);
    await holder.query("COMMIT");
    holder.release();
    expect((await answer).status).toBe(403);
    expect((await callApi(`GET ${settings}`, { token: owner.token })).json.updated_at).toBeNull();
  });

  test("one organization's settings are not another's, nor are its members and endpoints", async () => {
    const [owner, stranger] = [await enterprise(), await enterprise()];
    await set(owner, { kinds: [] });
    expect((await callApi(`GET ${settings}`, { token: stranger.token })).json.updated_at).toBeNull();
    const body = { url: "https://hooks.example.test/", events: ["report.completed"] };
    const { json } = await callApi("POST /v1/webhooks", { token: stranger.token, body });
    expect((await put(owner, { receivers: { members: [stranger.id] } })).status).toBe(400);
    expect((await put(owner, { receivers: { webhooks: [json.id] } })).status).toBe(400);
    expect((await put(stranger, { receivers: { webhooks: [json.id] } })).status).toBe(200);
  });

  test.each([
    { rejections: { at_least: 9 } },
    { rejections: { share_percent: 0 } },
    { rejections: { share_percent: 101 } },
    { traffic: { at_least: 0 } },
    { traffic: { times_typical: 0.5 } },
    { kinds: ["fire"] },
    { credentials: ["cookie"] },
    { quiet_hours: { from: "24:00", until: "07:00" } },
    { quiet_hours: { from: "22:00", until: "22:00" } },
    { quiet_hours: { from: "22:00", until: "07:00", time_zone: "Mars/Olympus" } },
    { receivers: { members: Array.from({ length: 21 }, (_, index) => `user-${index}`) } },
    { receivers: { mail: [] } },
  ])("%j is a 400", async (body) => {
    const owner = await enterprise();
    expect((await put(owner, body)).status).toBe(400);
    expect((await callApi(`GET ${settings}`, { token: owner.token })).json.updated_at).toBeNull();
  });

  test("a change is in the audit log with what was set", async () => {
    const owner = await enterprise();
    await set(owner, { rejections: { at_least: 50 } });
    const { organizationId } = owner.principal;
    const event = await runtime().database.prisma.event.findFirst({
      where: { organizationId, type: "alert_settings.updated" },
    });
    expect(event).toMatchObject({ actorId: owner.id, data: { rejections: { at_least: 50, share_percent: 20 } } });
  });
});
