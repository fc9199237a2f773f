import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Principal } from "@/lib/access/principal";
import { setInstanceAdmin } from "@/lib/features/administration/users";
import { createToken } from "@/lib/features/tokens/tokens";
import { actedBy, type NewEvent, recordEvent } from "@/lib/tenancy/events";
import { pruneEvents } from "@/lib/tenancy/prune-events";
import { sealEvents } from "@/lib/tenancy/seal-events";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { createApp } from "@/lib/testing/oauth";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import type { AuditFilter } from "./contract";
import { findEventValues } from "./event-values";
import { exportEvents } from "./export-events";
import { findActors } from "./find-actors";

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

  test("names what an event is about: as the event itself does, a member as they are called, and nobody of elsewhere", async () => {
    const owner = await createUser();
    await open().database.prisma.user.update({ where: { id: owner.id }, data: { name: "Ada" } });
    const subjects = [owner.id, admin.id, "thing"];
    for (const subjectId of subjects) await record(owner.principal, { subjectId });
    await record(owner.principal, { subjectId: admin.id, data: { name: "", email: "said@example.test" } });
    await record(owner.principal);
    const { data } = await list(owner.token, "?type=webhook.test");
    expect(data.map((event: { subject_name: unknown }) => event.subject_name).toReversed()).toEqual([
      ...["Ada", "An administrator of this deployment", null],
      ...["said@example.test", null],
    ]);
    const targets = await findEventValues(owner.principal, { field: "target", search: "ada" });
    expect(targets.data).toContainEqual({ value: owner.id, name: "Ada", hint: null });
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

test("an alert names the sessions that it is about, and what is gone, as it called them then", async () => {
  const owner = await createUser();
  const data = { kind: "revoked_use", credential_id: owner.id, credential_name: "Sessions of Ada" };
  await record(owner.principal, { type: "alert.raised", actorId: null, credentialId: owner.id, data });
  const { data: events } = await list(owner.token, "?type=alert.raised");
  expect(events).toMatchObject([
    { credential: { id: owner.id, name: "Sessions of Ada" }, summary: expect.stringContaining("Sessions of Ada") },
  ]);
});

describe("the export", () => {
  const take = async (principal: Principal, format: "csv" | "json", filter: AuditFilter = {}) => {
    const { pieces, filename } = await exportEvents(principal, { format, ...filter });
    const texts: string[] = [];
    for await (const piece of pieces) texts.push(piece);
    return { text: texts.join(""), pieces: texts.length, filename };
  };

  test("holds the filtered events, runs in no spreadsheet, and is an event itself", async () => {
    const owner = await createUser();
    const data = { name: "a,b\r\nc", address: "192.0.2.1", user_agent: "@SUM(A1)" };
    await record(owner.principal, { subjectId: '=HYPERLINK("http://evil.test")', data });
    await record(owner.principal, { type: "alert.raised" });
    const { text, filename } = await take(owner.principal, "csv", { type: "webhook.test" });
    expect(filename).toMatch(/^audit-log-\d{4}-\d\d-\d\d\.csv$/);
    const [header, line, ...rest] = text.split("\r\n");
    expect(header).toBe(
      "\uFEFFtime_utc,event,type,summary,outcome,actor,actor_email,actor_id,credential,credential_id,environment,target,address,agent,data,sequence,hash",
    );
    expect(line).toContain(`"'=HYPERLINK(""http://evil.test"")",192.0.2.1,'@SUM(A1)`);
    expect(rest).toEqual([""]);
    expect((await list(owner.token, "?type=audit.exported")).data).toMatchObject([
      { actor: { id: owner.id }, data: { rows: 1, format: "csv", filter: { type: "webhook.test" } } },
    ]);
  });

  test("is the same set as the list's, slice by slice, without the event of its own", async () => {
    const owner = await createUser();
    const at = new Date(clock.now());
    await open().database.prisma.event.createMany({
      data: Array.from({ length: 600 }, (_, index) => ({
        id: `${owner.id}_${String(index).padStart(3, "0")}`,
        organizationId: owner.id,
        environment: "production" as const,
        type: "memory.created",
        subjectId: index % 2 === 0 ? "even" : "odd",
        data: {},
        createdAt: at,
      })),
    });
    const even = await take(owner.principal, "json", { target: "even" });
    const { events, filter, organization_id } = JSON.parse(even.text);
    const ids = events.map(({ id }: { id: string }) => id);
    expect([ids.length, new Set(ids).size, ids[0]]).toEqual([300, 300, `${owner.id}_598`]);
    expect([filter, organization_id]).toEqual([{ target: "even" }, owner.id]);
    expect((await list(owner.token, "?target=even&limit=1")).data[0]).toEqual(events[0]);
    clock.advance(1_000);
    const all = await take(owner.principal, "csv");
    expect(all.pieces).toBeGreaterThan(3);
    expect(all.text).toContain("audit.exported");
    const { data } = await list(owner.token, "?type=audit.exported&limit=1");
    expect(data[0].data.rows).toBe(all.text.trim().split("\r\n").length - 1);
    expect(all.text).not.toContain(data[0].id);
  });

  test("reads no further than its reader does", async () => {
    const owner = await createUser();
    await record(owner.principal);
    const { pieces } = await exportEvents(owner.principal, { format: "json" });
    const reader = pieces[Symbol.asyncIterator]();
    expect((await reader.next()).value).toContain('"events":[');
    // What is gone when a slice is read is not in it: nothing was read ahead.
    await open().database.prisma.event.deleteMany({ where: { organizationId: owner.id, type: "webhook.test" } });
    expect((await reader.next()).value).not.toContain("webhook.test");
    await reader.return?.();
  });

  test("of another organization's events is empty, and a HEAD makes none", async () => {
    const [owner, stranger] = [await createUser(), await createUser()];
    await record(owner.principal);
    expect(JSON.parse((await take(stranger.principal, "json", { actor: owner.id })).text).events).toEqual([]);
    expect((await callApi("HEAD /v1/events/export", { token: owner.token })).status).toBe(405);
    const got = await callApi("GET /v1/events/export?type=webhook.test&format=csv", { token: owner.token });
    expect([got.status, got.headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8"]);
    expect((await list(owner.token, "?type=audit.exported")).data).toHaveLength(1);
    expect((await callApi("GET /v1/events/export?outcome=maybe", { token: owner.token })).status).toBe(400);
  });
});

describe("the verification of the chain", () => {
  const verify = async (token: string, query = "") =>
    (await callApi(`GET /v1/events/verification${query}`, { token })).json;

  test("tells what was looked at, goes on where it ended, and shows the first broken link", async () => {
    const owner = await createUser();
    for (const subjectId of ["one", "two", "three"]) await record(owner.principal, { subjectId });
    await sealEvents(open());
    const whole = await verify(owner.token);
    expect(whole).toMatchObject({ first_sequence: 1, fault: null, next: null });
    expect(whole.checked).toBe(whole.head.sequence);
    expect((await verify(owner.token, `?after=${whole.head.sequence - 1}`)).checked).toBe(1);
    const kept = `?head=${whole.head.sequence}:${whole.head.hash}`;
    expect((await verify(owner.token, kept)).fault).toBeNull();
    const other = `?head=${whole.head.sequence}:${"A".repeat(43)}`;
    expect((await verify(owner.token, other)).fault).toMatchObject({ kind: "changed" });
    const [two] = (await list(owner.token, "?target=two")).data;
    await open().database.pool.query("UPDATE events SET subject_id = 'other' WHERE id = $1", [two.id]);
    expect((await verify(owner.token)).fault).toMatchObject({
      kind: "changed",
      sequence: two.sequence,
      event_id: two.id,
      problem: expect.stringContaining(`Link ${two.sequence} (${two.id}) is not the event that was sealed there`),
    });
  });

  test("has its links listed with their neighbours, also where a link is gone, and none of another organization", async () => {
    const [owner, stranger] = [await createUser(), await createUser()];
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.push(await record(owner.principal));
    await sealEvents(open());
    const { data } = await list(owner.token, "?type=webhook.test");
    const links = data.map(({ sequence }: { sequence: number }) => sequence).reverse();
    expect(await idsOf(owner.token, `?link=${links[2]}`)).toEqual(ids.slice(1, 4).reverse());
    expect(await idsOf(owner.token, `?link=${links[4]}`)).toEqual(ids.slice(3).reverse());
    await open().database.pool.query("DELETE FROM events WHERE id = ANY ($1)", [ids.slice(1, 4)]);
    expect(await idsOf(owner.token, `?link=${links[2]}`)).toEqual([ids[4], ids[0]]);
    expect(await idsOf(stranger.token, `?link=${links[2]}&type=webhook.test`)).toEqual([]);
    for (const link of ["0", "x", "1.5"]) {
      expect((await callApi(`GET /v1/events?link=${link}`, { token: owner.token })).status).toBe(400);
    }
  });

  test("is of the caller's own organization", async () => {
    const [owner, stranger] = [await createUser(), await createUser()];
    await record(owner.principal);
    await sealEvents(open());
    await open().database.pool.query("DELETE FROM events WHERE organization_id = $1", [owner.id]);
    expect((await verify(owner.token)).fault).toMatchObject({ kind: "cut_off" });
    expect((await verify(stranger.token)).fault).toBeNull();
    const key = await createKey(stranger, { scopes });
    expect((await callApi("GET /v1/events/verification", { token: key.secret })).status).toBe(200);
    for (const query of ["?after=0", "?after=x", "?head=1", "?head=1:short"]) {
      expect([query, (await callApi(`GET /v1/events/verification${query}`, { token: owner.token })).status]).toEqual([
        query,
        400,
      ]);
    }
  });
});

describe("values that are offered for filters", () => {
  test("come from the organization's own latest events, by part of the value or of its name, and take no wildcards", async () => {
    const [owner, stranger] = [await createUser(), await createUser()];
    const key = await createKey(owner, { name: "Deploy", scopes });
    await record(owner.principal, {
      subjectId: "mem_1",
      data: { name: "Groceries", address: "203.0.113.9", user_agent: "curl/8.5.0" },
    });
    await record(key.principal, { subjectId: "mem_2", data: { address: "203.0.113.9" } });
    const find = async (principal: Principal, field: "credential" | "target" | "address" | "agent", search = "") =>
      (await findEventValues(principal, { field, search })).data;
    const none = { hint: null };
    const hint = expect.stringMatching(/^\w+…\w{4}$/);
    expect(await find(owner.principal, "credential", "depl")).toEqual([{ value: key.id, name: "Deploy", hint }]);
    expect(await find(owner.principal, "target", "groc")).toEqual([{ value: "mem_1", name: "Groceries", ...none }]);
    expect(await find(owner.principal, "target", "mem_2")).toEqual([{ value: "mem_2", name: null, ...none }]);
    expect(await find(owner.principal, "address", "203.0")).toEqual([{ value: "203.0.113.9", name: null, ...none }]);
    expect(await find(owner.principal, "agent", "CURL")).toEqual([{ value: "curl/8.5.0", name: null, ...none }]);
    expect(await find(owner.principal, "agent", "%")).toEqual([]);
    expect(await find(stranger.principal, "address", "203.0")).toEqual([]);
    const named = await findEventValues(owner.principal, { field: "credential", value: key.id });
    expect(named.data).toEqual([{ value: key.id, name: "Deploy", hint }]);
  });

  test("are found by what lists show of a secret: its beginning, its mask and its end, of the own organization alone", async () => {
    const [owner, stranger] = [await createUser({ plan: "enterprise" }), await createUser()];
    const [key, other] = [await createKey(owner, { scopes }), await createKey(owner, { scopes })];
    const { token_id, token } = await createToken(owner.principal, { name: "script", expires_in_days: 90 });
    const credentials = [key.id, other.id, token_id];
    for (const credentialId of credentials) await record(owner.principal, { credentialId, subjectId: credentialId });
    await record(stranger.principal, { credentialId: key.id, subjectId: key.id });
    const find = async (search: string, { principal } = owner, field: "credential" | "target" = "credential") =>
      (await findEventValues(principal, { field, search })).data.map(({ value }) => value);
    const start = key.secret.slice(0, key.secret.lastIndexOf("_") + 5);
    const mask = `${start}…${key.secret.slice(-4)}`;
    // Of a pasted secret a search sends two characters more.
    const searches = [
      start,
      key.secret.slice(0, start.length + 2),
      mask,
      mask.slice(start.length),
      key.secret.slice(-4),
    ];
    for (const search of searches) {
      expect([search, await find(search)]).toEqual([search, [key.id]]);
      expect([search, await find(search, owner, "target")]).toEqual([search, [key.id]]);
      expect([search, await find(search, stranger)]).toEqual([search, []]);
    }
    expect(await find(token.slice(0, token.lastIndexOf("_") + 5))).toEqual([token_id]);
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
