import { describe, expect, it } from "vitest";
import { createPromptContract } from "@/lib/features/prompts/contract";
import { pruneAccounting } from "@/lib/tenancy/prune-accounting";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, proveAddress } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { answerOnce } from "./idempotency";

const { clock, open } = useTestRuntime();

const createPrompt = (token: string, key: string, name = "Greeting") =>
  callApi("POST /v1/prompts", { token, body: { name }, headers: { "idempotency-key": key } });

describe("Idempotency-Key", () => {
  it("gives a repetition the first answer again, once-shown secret included, and creates nothing", async () => {
    const user = await createUser();
    const create = () =>
      callApi("POST /api/v1/api-keys", {
        token: user.token,
        body: { name: "Laptop" },
        headers: { "idempotency-key": "one" },
      });
    const first = await create();
    const second = await create();
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.json).toEqual(first.json);
    expect(first.headers.get("idempotent-replayed")).toBeNull();
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect(second.headers.get("x-request-id")).not.toBe(first.headers.get("x-request-id"));
    expect(await open().database.prisma.apiKey.count({ where: { organizationId: user.id } })).toBe(1);
    const [stored] = await open().database.prisma.idempotentAnswer.findMany();
    expect(JSON.stringify(stored)).not.toContain(first.json.key);
  });

  it("of twenty requests at once creates for one; the others wait their turn with a 409", async () => {
    const user = await createUser({ plan: "enterprise" });
    const answers = await Promise.all(Array.from({ length: 20 }, () => createPrompt(user.token, "parallel")));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status !== 201 && status !== 409)).toEqual([]);
    expect(new Set(answers.filter(({ status }) => status === 201).map(({ json }) => json.id)).size).toBe(1);
    expect(await open().database.prisma.prompt.count({ where: { organizationId: user.id } })).toBe(1);
    const waiting = answers.find(({ status }) => status === 409);
    if (waiting) expect(waiting.headers.get("retry-after")).toBe("1");
    expect((await createPrompt(user.token, "parallel")).status).toBe(201);
  });

  it("answers 422 when the same key comes with another body, query or endpoint", async () => {
    const user = await createUser();
    expect((await createPrompt(user.token, "k")).status).toBe(201);
    const other = await createPrompt(user.token, "k", "Another");
    expect([other.status, other.json.error.code]).toEqual([422, "IDEMPOTENCY_KEY_REUSED"]);
    const elsewhere = await callApi("POST /api/v1/memories", {
      token: user.token,
      body: { content: "x", type: "episodic" },
      headers: { "idempotency-key": "k" },
    });
    expect([elsewhere.status, elsewhere.json.errors[0].code]).toEqual([422, "IDEMPOTENCY_KEY_REUSED"]);
  });

  it("is each caller's own: neither another tenant nor another key of the same one sees the answer", async () => {
    const [user, stranger] = await Promise.all([createUser(), createUser()]);
    const key = await createKey(user, { scopes: ["prompts:write"] });
    const test = await createKey(user, { scopes: ["prompts:write"], environment: "development" });
    const tokens = [user.token, stranger.token, key.secret, test.secret];
    const ids = await Promise.all(tokens.map(async (token) => (await createPrompt(token, "same")).json.id));
    expect(new Set(ids).size).toBe(4);
  });

  it("is each user's own, though the tokens of one OAuth app all carry the app's identifier", async () => {
    const [{ principal }, second] = await Promise.all([createUser(), createUser()]);
    const byApp = { ...principal, kind: "oauth-token" as const, credentialId: "app_1" };
    const create = (userId: string | null, body: string) =>
      answerOnce(createPromptContract, { ...byApp, userId }, "same", request, async () => ({ status: 201, body }));
    const request = { path: "/v1/prompts", search: "", body: { name: "Greeting" } };
    expect((await create(principal.userId, "the first user's")).replayed).toBe(false);
    for (const userId of [second.id, null]) {
      expect(await create(userId, "another's")).toMatchObject({ replayed: false, kept: { body: "another's" } });
    }
    expect((await create(principal.userId, "again")).kept.body).toBe("the first user's");
  });

  it("counts for what creates with a 200 too: rows, a signing secret, an invitation's new link", async () => {
    const user = await proveAddress(await createUser({ plan: "pro" }));
    const post = async (path: string, body: object, key: string) => {
      const headers = { "idempotency-key": key };
      const answer = await callApi(`POST ${path}`, { token: user.token, body, headers });
      expect([path, answer.status, answer.status < 300]).toEqual([path, answer.status, true]);
      return answer;
    };
    const dataset = (await post("/v1/datasets", { name: "Orders" }, "dataset")).json;
    const url = "https://hooks.example.test/";
    const webhook = (await post("/v1/webhooks", { url, events: ["prompt.created"] }, "webhook")).json;
    const invitations = [{ email: "ada@example.test", role: "member" }];
    await post("/v1/organization/invitations", { invitations }, "invite");
    const { id } = await open().database.prisma.invitation.findFirstOrThrow();
    const twice = [
      [`/v1/datasets/${dataset.id}/rows`, { rows: [{ variables: { name: "Ada" } }] }],
      [`/v1/webhooks/${webhook.id}/rotate-secret`, { overlap_seconds: 3600 }],
      [`/v1/organization/invitations/${id}/resend`, {}],
    ] as const;
    for (const [path, body] of twice) {
      const first = await post(path, body, path);
      const second = await post(path, body, path);
      expect([path, second.headers.get("idempotent-replayed"), second.json]).toEqual([path, "true", first.json]);
    }
    expect((await callApi(`GET /v1/datasets/${dataset.id}`, { token: user.token })).json.row_count).toBe(1);
  });

  it("may be used again after a request that failed, and after 24 hours", async () => {
    const user = await createUser();
    const post = (body: object) =>
      callApi("POST /api/v1/memories", { token: user.token, body, headers: { "idempotency-key": "retry" } });
    expect((await post({ content: "x", type: "episodic", tenantId: "somebody else" })).status).toBe(403);
    expect((await post({ content: "x", type: "episodic" })).status).toBe(201);
    clock.advance(86_400_000);
    const later = await post({ content: "another", type: "episodic" });
    expect([later.status, later.headers.get("idempotent-replayed")]).toEqual([201, null]);
    clock.advance(86_400_000);
    await pruneAccounting(open().database.pool, clock.now() + 1);
    expect(await open().database.prisma.idempotentAnswer.count()).toBe(0);
  });

  it("is read bare or quoted; a key that is empty, too long or not ASCII is a 400 that names the header", async () => {
    const user = await createUser({ plan: "pro" });
    const bare = await createPrompt(user.token, "abc");
    expect((await createPrompt(user.token, '"abc"')).json.id).toBe(bare.json.id);
    for (const key of ["", " ", "a b", "x".repeat(256), '""', "ä"]) {
      const answer = await createPrompt(user.token, key);
      expect([key, answer.status, answer.text.includes("Idempotency-Key")]).toEqual([key, 400, true]);
    }
  });
});

describe("ETag", () => {
  it("lets a client that has the answer already off with a 304, until the resource changes", async () => {
    const user = await createUser({ plan: "pro" });
    const { id } = (await createPrompt(user.token, "etag")).json;
    const read = (tag?: string) =>
      callApi(`GET /v1/prompts/${id}`, { token: user.token, headers: tag ? { "if-none-match": tag } : {} });
    const first = await read();
    const tag = first.headers.get("etag") ?? "";
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    expect(first.headers.get("cache-control")).toBe("private, no-cache");
    for (const sent of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
      const again = await read(sent);
      expect([sent, again.status, again.text, again.headers.get("etag")]).toEqual([sent, 304, "", tag]);
      expect(again.headers.get("x-ratelimit-limit")).toBe("300");
    }
    expect((await read('"other"')).status).toBe(200);
    await callApi(`PATCH /v1/prompts/${id}`, { token: user.token, body: { name: "Changed" } });
    const changed = await read(tag);
    expect([changed.status, changed.json.name]).toEqual([200, "Changed"]);
  });

  it("stays the same in the flat frame, whose metadata differs from answer to answer", async () => {
    const user = await createUser();
    const list = () => callApi("GET /api/v1/memories", { token: user.token });
    const [first, second] = [await list(), await list()];
    expect(first.json.metadata.request_id).not.toBe(second.json.metadata.request_id);
    expect(second.headers.get("etag")).toBe(first.headers.get("etag"));
  });

  it("is on no answer to a change, and none of those may be kept", async () => {
    const user = await createUser();
    const { headers } = await createPrompt(user.token, "no tag");
    expect([headers.get("etag"), headers.get("cache-control")]).toEqual([null, "no-store"]);
  });
});
