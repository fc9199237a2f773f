import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Principal } from "@/lib/access/principal";
import { setInstanceAdmin } from "@/lib/features/administration/users";
import { actedBy, type NewEvent, recordEvent } from "@/lib/tenancy/events";
import { pruneEvents } from "@/lib/tenancy/prune-events";
import { sealEvents } from "@/lib/tenancy/seal-events";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { createApp } from "@/lib/testing/oauth";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { exportEvents, findActors } from "./events";

const { clock, open } = useTestRuntime();
let admin: TestUser;
beforeAll(async () => {
  admin = await createUser();
});
beforeEach(() => clock.advance(60_000));

const scopes: ["organization:read"] = ["organization:read"];

async function record(principal: Principal, event: Partial<NewEvent> = {}): Promise<string> {
  clock.advance(1_000);
  return open().database.prisma.$transaction((tx) =>
    recordEvent(tx, { ...actedBy(principal), type: "webhook.test", data: {}, ...event }),
  );
}

const list = async (token: string, query = "") => (await callApi(`GET /v1/events${query}`, { token })).json;
const idsOf = async (token: string, query = "?type=webhook.test") =>
  (await list(token, query)).data.map(({ id }: { id: string }) => id);

describe("the audit log", () => {
  test("says who did what with which credential, newest first", async () => {
    const owner = await createUser();
    const key = await createKey(owner, { name: "deploy", scopes });
    const byUser = await record(owner.principal, { subjectId: "thing", data: { name: "x" } });
    const byKey = await record(key.principal);
    const { data } = await list(owner.token, "?type=webhook.test");
    expect(data).toMatchObject([
      { id: byKey, actor: null, credential: { id: key.id, name: "deploy" } },
      {
        id: byUser,
        type: "webhook.test",
        actor: { id: owner.id, email: owner.email },
        credential: null,
        subject_id: "thing",
        data: { name: "x" },
        environment: "production",
      },
    ]);
  });

  test("names the app that acted, also where it is another organization's, and shows no other organization's key", async () => {
    const [owner, publisher] = [await createUser(), await createUser()];
    const app = await createApp(publisher, { name: "Dispatcher" });
    const key = await createKey(publisher, { name: "theirs", scopes });
    await record(owner.principal, { credentialId: key.id });
    await record(owner.principal, { credentialId: app.clientId });
    const { data } = await list(owner.token, "?type=webhook.test");
    expect(data.map(({ credential }: { credential: unknown }) => credential)).toEqual([
      { id: app.clientId, name: "Dispatcher" },
      { id: key.id, name: key.id },
    ]);
  });

  test("does not name people of elsewhere", async () => {
    const owner = await createUser();
    await record(owner.principal, { actorId: admin.id });
    expect((await list(owner.token, "?type=webhook.test")).data[0].actor).toEqual({
      id: admin.id,
      name: "An administrator of this deployment",
      email: null,
    });
  });

  test("filters by target: what was done to one thing, and nothing of another organization", async () => {
    const [owner, stranger] = [await createUser(), await createUser()];
    const key = await createKey(owner, { scopes });
    await createKey(owner, { scopes });
    await record(owner.principal, { subjectId: "other" });
    const trail = async (token: string) =>
      (await list(token, `?target=${key.id}`)).data.map(({ type }: { type: string }) => type);
    await callApi(`PATCH /api/v1/api-keys/${key.id}`, { token: owner.token, body: { name: "renamed" } });
    expect(await trail(owner.token)).toEqual(["key.updated", "key.created"]);
    expect(await trail(stranger.token)).toEqual([]);
  });

  test("filters by type, actor and time, and continues where a page ended", async () => {
    const owner = await createUser();
    const first = await record(owner.principal);
    const middle = new Date(clock.now() + 500).toISOString();
    const second = await record(owner.principal, { actorId: admin.id });
    expect(await idsOf(owner.token, `?type=webhook.test&actor=${owner.id}`)).toEqual([first]);
    expect(await idsOf(owner.token, `?type=webhook.test&from=${middle}`)).toEqual([second]);
    expect(await idsOf(owner.token, `?type=webhook.test&to=${middle}`)).toEqual([first]);
    expect(await idsOf(owner.token, "?type=alert.raised")).toEqual([]);
    const page = await list(owner.token, "?limit=1&type=webhook.test");
    expect(await idsOf(owner.token, `?type=webhook.test&cursor=${page.next_cursor}`)).toEqual([first]);
    clock.advance(60_000);
    for (const query of [
      "type=fire",
      "from=yesterday",
      "limit=0",
      "cursor=zzz",
      "actor=%00",
      "target=%00",
      "target=",
    ]) {
      expect([query, (await callApi(`GET /v1/events?${query}`, { token: owner.token })).status]).toEqual([query, 400]);
    }
  });

  test("filters by each of who, what, how it ended and from where, and by all of them together", async () => {
    const owner = await createUser();
    const key = await createKey(owner, { scopes });
    const data = { address: "2001:db8::7", user_agent: "curl/8.5.0", outcome: "failure" };
    const both = await record(key.principal, { subjectId: "thing", data });
    const other = await record(owner.principal, { subjectId: "other", data: { ...data, outcome: "success" } });
    const plain = await record(owner.principal);
    const found = (query: string) => idsOf(owner.token, `?type=webhook.test&${query}`);
    expect(await found("target=thing")).toEqual([both]);
    expect(await found(`credential=${key.id}`)).toEqual([both]);
    expect(await found("address=2001:db8::7")).toEqual([other, both]);
    expect(await found("address=2001:0DB8:0:0:0:0:0:7")).toEqual([other, both]);
    expect(await found("agent=curl/8.5.0")).toEqual([other, both]);
    expect(await found("outcome=failure")).toEqual([both]);
    expect(await found("outcome=success")).toEqual([plain, other]);
    expect(await found("outcome=refused")).toEqual([]);
    clock.advance(60_000);
    expect(await found("address=2001:db8::7&agent=curl/8.5.0&target=other&outcome=success")).toEqual([other]);
    expect(await found("target=other&outcome=failure")).toEqual([]);
    expect((await list(owner.token, "?target=thing")).data).toMatchObject([
      { outcome: "failure", address: "2001:db8::7", user_agent: "curl/8.5.0", sequence: null, hash: null },
    ]);
    await sealEvents(open());
    const [sealed] = (await list(owner.token, "?target=thing")).data;
    expect(sealed).toMatchObject({ sequence: expect.any(Number), hash: expect.stringMatching(/^[\w-]{43}$/) });
  });

  test("is the organization's alone, and a key's environment's alone", async () => {
    const [owner, stranger] = [await createUser(), await createUser()];
    const id = await record(owner.principal);
    expect(await idsOf(stranger.token)).toEqual([]);
    const page = await list(owner.token, "?limit=1");
    if (page.next_cursor) expect(await idsOf(stranger.token, `?cursor=${page.next_cursor}`)).not.toContain(id);
    const live = await createKey(owner, { scopes });
    const test = await createKey(owner, { scopes, environment: "development" });
    expect(await idsOf(live.secret)).toEqual([id]);
    expect(await idsOf(test.secret)).toEqual([]);
    const reader = await createKey(owner, { scopes: ["prompts:read"] });
    expect((await callApi("GET /v1/events", { token: reader.secret })).status).toBe(403);
  });

  test("is kept for 90 days", async () => {
    const owner = await createUser();
    await record(owner.principal);
    await sealEvents(open());
    await pruneEvents(open().database.pool, open().auditMarks, clock.now() + 89 * 86_400_000);
    expect(await idsOf(owner.token)).toHaveLength(1);
    await pruneEvents(open().database.pool, open().auditMarks, clock.now() + 91 * 86_400_000);
    expect(await idsOf(owner.token)).toHaveLength(0);
  });

  test("tells of a new administrator in the organization of who named them", async () => {
    const user = await createUser();
    await setInstanceAdmin(admin.principal, user.id, true);
    const { data } = await list(admin.token, "?type=user.admin_changed");
    expect(data[0]).toMatchObject({ actor: { id: admin.id }, data: { user_id: user.id, instance_admin: true } });
  });
});

describe("bad input", () => {
  test.each([
    ["a year that the database does not know", "from=0000-01-01T00:00:00Z"],
    ["a year before there were events", "to=1969-12-31T23:59:59Z"],
    ["an offset that leads past the last year", "from=9999-12-31T23:59:59-23:59"],
    ["no day of a calendar", "from=2026-02-30"],
    ["an end before the beginning", "from=2026-01-02&to=2026-01-01"],
    ["a null character", "actor=%00"],
    ["nobody", "actor="],
    ["nothing", "target="],
    ["a null character in a target", "target=a%00b"],
    ["no address", "address=10.0.0"],
    ["a range of addresses", "address=10.0.0.0/8"],
    ["an outcome that there is not", "outcome=maybe"],
    ["an agent longer than any that is kept", `agent=${"a".repeat(401)}`],
    ["no credential", "credential="],
    ["a null character in a target", "target=%00"],
  ])("%s is a 400", async (_, query) => {
    const { token } = await createUser();
    expect((await callApi(`GET /v1/events?${query}`, { token })).status).toBe(400);
  });

  test("an offset of nearly a day is none", async () => {
    const { token } = await createUser();
    const query = "from=2026-01-01T00:00:00%2B23:59";
    expect((await callApi(`GET /v1/events?${query}`, { token })).status).toBe(200);
  });
});

describe("the export", () => {
  test("holds the filtered events, runs in no spreadsheet, and is an event itself", async () => {
    const owner = await createUser();
    await record(owner.principal, { subjectId: '=HYPERLINK("http://evil.test")', data: { name: "a,b\r\nc" } });
    await record(owner.principal, { type: "alert.raised" });
    const { csv, rows, cut, name } = await exportEvents(owner.principal, { type: "webhook.test" });
    expect([rows, cut, name]).toEqual([1, false, expect.stringMatching(/^audit-log-\d{4}-\d\d-\d\d\.csv$/)]);
    const [header, line] = csv.split("\r\n");
    expect(header).toBe("time_utc,event,type,actor,actor_email,credential,environment,target,data");
    expect(line).toContain(`"'=HYPERLINK(""http://evil.test"")"`);
    expect(csv).not.toContain("alert.raised");
    expect((await list(owner.token, "?type=audit.exported")).data).toMatchObject([
      { actor: { id: owner.id }, data: { rows: 1, filter: { type: "webhook.test" } } },
    ]);
  });

  test("of another organization's events is empty", async () => {
    const [owner, stranger] = [await createUser(), await createUser()];
    await record(owner.principal);
    expect((await exportEvents(stranger.principal, { actor: owner.id })).rows).toBe(0);
  });
});

describe("people to look at alone", () => {
  test("are all members, found by name or address, and never a stranger's name", async () => {
    const team = await createTeam();
    const stranger = await createUser();
    const find = async (search: string) =>
      (await findActors(team.owner.principal, { search })).data.map(({ id }) => id);
    expect((await find("")).toSorted()).toEqual([team.owner.id, team.admin.id, team.member.id].toSorted());
    expect(await find(team.member.email.slice(0, 20))).toEqual([team.member.id]);
    expect(await find(stranger.email)).toEqual([]);
    expect((await findActors(team.owner.principal, { id: team.admin.id })).data).toMatchObject([
      { id: team.admin.id, email: team.admin.email },
    ]);
    expect((await findActors(team.owner.principal, { id: stranger.id })).data).toEqual([
      { id: stranger.id, name: "A former member", email: null },
    ]);
  });
});
