import { beforeAll, describe, expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();

const scopes = ["prompts:read" as const];
const hourly = { name: "hourly", limit: 5, per: "1h" };
const rolling = { name: "rolling", limit: 3, per: "1d", sliding: true };

let service: string;
beforeAll(async () => {
  // The first user of a deployment is its administrator.
  service = (await createKey(await createUser(), { name: "Gateway", scopes: ["keys:verify"] })).secret;
});

const owner = () => createUser({ plan: "enterprise" });
const change = (user: TestUser, id: string, body: object) =>
  callApi(`PATCH /api/v1/api-keys/${id}`, { token: user.token, body });
const verify = async (key: string, more: object = {}) =>
  (await callApi("POST /api/v1/keys/verify", { token: service, body: { key, ...more } })).json.data;
const rotate = (user: TestUser, id: string) =>
  callApi(`POST /api/v1/api-keys/${id}/rotate`, { token: user.token, body: {} });

describe("windows of a key's own", () => {
  it("are told by name in verdicts, headers and the key, and one that is full denies", async () => {
    clock.advance(3_600_000 - (clock.now() % 3_600_000));
    const user = await owner();
    const { id, secret } = await createKey(user, { scopes, windows: [hourly, rolling] });
    const one = await callApi(`GET /api/v1/api-keys/${id}`, { token: user.token });
    expect(one.json.data.windows).toEqual([hourly, rolling]);
    const { limits } = await verify(secret, { cost: 2 });
    const told = limits.map(({ window, limit, remaining }: Record<string, unknown>) => [window, limit, remaining]);
    expect(told).toEqual(
      expect.arrayContaining([
        ["hourly", 5, 3],
        ["rolling", 3, 1],
      ]),
    );
    const proxied = await callApi("GET /api/v1/forward-auth", { token: secret });
    expect(proxied.headers.get("ratelimit-policy")).toContain('"hourly";q=5;w=3600, "rolling";q=3;w=86400');
    expect(await verify(secret)).toMatchObject({ valid: false, code: "QUOTA_EXCEEDED" });
    const gated = await callApi("GET /v1/prompts", { token: secret });
    expect([gated.status, gated.headers.get("ratelimit")]).toEqual([429, expect.stringMatching(/^"rolling";r=0/)]);
  });

  it("count for the key alone, take nothing of the organization where they deny, and go on with a rotation", async () => {
    const user = await owner();
    const [one, other] = await Promise.all([
      createKey(user, { scopes, windows: [rolling] }),
      createKey(user, { scopes, windows: [rolling] }),
    ]);
    expect((await verify(one.secret, { cost: 3 })).code).toBe("VALID");
    const { json } = await rotate(user, one.id);
    expect(json.data.windows).toEqual([rolling]);
    const before = await verify(other.secret);
    expect([before.code, (await verify(json.key)).code]).toEqual(["VALID", "QUOTA_EXCEEDED"]);
    const minuteOf = ({ limits }: typeof before) =>
      limits.find(({ window }: { window: string }) => window === "minute").remaining;
    expect(minuteOf(before) - minuteOf(await verify(other.secret))).toBe(1);
  });

  it("hold for what the key makes too, whoever changes that", async () => {
    const user = await owner();
    const maker = await createKey(user, { scopes, windows: [rolling] });
    const made = await callApi("POST /api/v1/api-keys", { token: maker.secret, body: { name: "Made", scopes } });
    expect(made.status).toBe(201);
    await change(user, made.json.data.id, { windows: [] });
    // That the key made one was its first request.
    expect((await verify(made.json.key, { cost: 2 })).code).toBe("VALID");
    expect((await verify(maker.secret)).code).toBe("QUOTA_EXCEEDED");
    expect((await verify(made.json.key)).code).toBe("QUOTA_EXCEEDED");
  });

  it("are changed from the next decision on, keep what was counted, and go with an empty list", async () => {
    const user = await owner();
    const { id, secret } = await createKey(user, { scopes, windows: [rolling] });
    expect((await verify(secret, { cost: 3 })).code).toBe("VALID");
    await change(user, id, { windows: [{ ...rolling, name: "daily", limit: 4 }] });
    clock.advance(1);
    expect([(await verify(secret)).code, (await verify(secret)).code]).toEqual(["VALID", "QUOTA_EXCEEDED"]);
    const without = await change(user, id, { windows: [] });
    expect([without.json.data.windows, (await verify(secret)).code]).toEqual([[], "VALID"]);
    const events = await open().database.prisma.event.findMany({
      where: { subjectId: id, type: "key.updated" },
      orderBy: { createdAt: "asc" },
    });
    expect(events.map(({ data }) => data)).toMatchObject([
      {
        changed: ["windows"],
        before: { windows: ["rolling 3/1d sliding"] },
        after: { windows: ["daily 4/1d sliding"] },
      },
      { before: { windows: ["daily 4/1d sliding"] }, after: { windows: [] } },
    ]);
  });

  it("let exactly as many through as they hold when four times as many ask at once", async () => {
    const { secret } = await createKey(await owner(), { scopes, windows: [{ name: "few", limit: 20, per: "1d" }] });
    const codes = await Promise.all(Array.from({ length: 80 }, async () => (await verify(secret)).code));
    expect(codes.filter((code) => code === "VALID")).toHaveLength(20);
  });

  it("come with creating, changing and importing many", async () => {
    const user = await owner();
    const many = await callApi("POST /api/v1/api-keys/create-many", {
      token: user.token,
      body: { keys: [{ name: "A", scopes, windows: [hourly] }] },
    });
    expect(many.json.data[0].data.windows).toEqual([hourly]);
    const changed = await callApi("POST /api/v1/api-keys/update-many", {
      token: user.token,
      body: { keys: [{ id: many.json.data[0].data.id, change: { windows: [rolling] } }] },
    });
    expect(changed.json.data[0].data.windows).toEqual([rolling]);
    const hash = { algorithm: "sha256", value: "ab".repeat(32) };
    const imported = await callApi("POST /api/v1/api-keys/import", {
      token: user.token,
      body: { keys: [{ name: "B", scopes, hash, windows: [hourly] }] },
    });
    const one = await callApi(`GET /api/v1/api-keys/${imported.json.data[0].id}`, { token: user.token });
    expect(one.json.data.windows).toEqual([hourly]);
  });

  it.each<[string, object[], string]>([
    ["a length that is none", [{ ...hourly, per: "1w" }], "windows.0.per"],
    ["a name that every plan has", [{ ...hourly, name: "minute" }], "windows.0.name"],
    ["one length twice", [hourly, { ...hourly, name: "again" }], "windows"],
    [
      "nine of them",
      Array.from({ length: 9 }, (_, at) => ({ name: `w${at}`, limit: 1, per: `${at + 1}h` })),
      "windows",
    ],
  ])("400 at its place for %s", async (_, windows, field) => {
    const answer = await callApi("POST /api/v1/api-keys", {
      token: (await owner()).token,
      body: { name: "Key", scopes, windows },
    });
    expect([answer.status, answer.json.errors[0].field]).toEqual([400, field]);
  });
});
