import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sealEvents } from "@/lib/tenancy/seal-events";
import { eventsOf, auditScopes as scopes } from "@/lib/testing/audit-events";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const runtime = useTestRuntime();
const { clock, open } = runtime;
const { record, list, idsOf } = eventsOf(runtime);
let admin: TestUser;
beforeAll(async () => {
  admin = await createUser();
});
beforeEach(() => clock.advance(60_000));

describe("the audit log", () => {
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
