import { beforeEach, describe, expect, test } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();
// A minute of its own for each test: none meets the limits.
beforeEach(() => clock.advance(60_000));

const metadata = { request_id: expect.any(String), timestamp: expect.any(String), version: "v1" };

describe("creating", () => {
  test("document 002's example answers 201 with the memory in the documented frame", async () => {
    const user = await createUser();
    const key = await createKey(user, { environment: "production", scopes: ["read:memories", "write:memories"] });
    const now = new Date(clock.now()).toISOString();
    const created = await callApi("POST /api/v1/memories", {
      token: key.secret,
      body: { content: "Test memory", type: "episodic", tenantId: user.id },
    });
    expect(created.status).toBe(201);
    expect(created.json).toEqual({
      success: true,
      data: {
        id: expect.stringMatching(/^mem_[0-9A-Za-z]{24}$/),
        tenantId: user.id,
        content: "Test memory",
        type: "episodic",
        createdAt: now,
        updatedAt: now,
      },
      metadata,
    });
  });

  test("without a tenant and a type it is the caller's and semantic", async () => {
    const user = await createUser();
    const { json } = await callApi("POST /api/v1/memories", { token: user.token, body: { content: "  a fact  " } });
    expect(json.data).toMatchObject({ tenantId: user.id, type: "semantic", content: "a fact" });
  });

  test.each([
    ["no content", {}, "content"],
    ["blank content", { content: " \n" }, "content"],
    ["content of 100,001 characters", { content: "c".repeat(100_001) }, "content"],
    ["an unknown type", { content: "x", type: "vague" }, "type"],
    ["an unknown field", { content: "x", environment: "development" }, "environment"],
    ["a tenant that is a number", { content: "x", tenantId: 1 }, "tenantId"],
  ])("%s is a 400 that names the field, and nothing is created", async (_, body, field) => {
    const { token } = await createUser();
    const refused = await callApi("POST /api/v1/memories", { token, body });
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({
      success: false,
      errors: [{ code: "VALIDATION_ERROR", field }],
      error: "invalid_request",
      metadata,
    });
    expect((await callApi("GET /api/v1/memories", { token })).json.data).toEqual([]);
  });

  test("100,000 characters of as many different words as fit can be stored and found", async () => {
    const { token } = await createUser();
    const content = Array.from({ length: 20_000 }, (_, index) => index.toString(36).padStart(4, "q")).join("-");
    const created = await callApi("POST /api/v1/memories", { token, body: { content } });
    expect(created.status).toBe(201);
    const found = await callApi("POST /api/v1/memories/search", { token, body: { query: "qq4f" } });
    expect(found.json.data.map(({ id }: Json) => id)).toEqual([created.json.data.id]);
  });
});

describe("reading, changing and deleting", () => {
  test("a memory reads back as it was created", async () => {
    const { token } = await createUser();
    const { json } = await callApi("POST /api/v1/memories", { token, body: { content: "naïve 漢字 🧠 '; --" } });
    const read = await callApi(`GET /api/v1/memories/${json.data.id}`, { token });
    expect(read).toMatchObject({ status: 200, json: { success: true, data: json.data } });
  });

  test("a change touches only what it names, moves updatedAt, and is found by its new words alone", async () => {
    const { token } = await createUser();
    const { json } = await callApi("POST /api/v1/memories", {
      token,
      body: { content: "likes tea", type: "episodic" },
    });
    clock.advance(5_000);
    const changed = await callApi(`PATCH /api/v1/memories/${json.data.id}`, {
      token,
      body: { content: "likes coffee" },
    });
    expect(changed).toMatchObject({ status: 200, json: { success: true, metadata } });
    const updatedAt = new Date(clock.now()).toISOString();
    expect(changed.json.data).toEqual({ ...json.data, content: "likes coffee", updatedAt });
    const search = (query: string) => callApi("POST /api/v1/memories/search", { token, body: { query } });
    expect((await search("tea")).json.data).toEqual([]);
    expect((await search("coffee")).json.data).toHaveLength(1);
  });

  test("a change that names nothing but the tenant is a 400", async () => {
    const { id, token } = await createUser();
    const { json } = await callApi("POST /api/v1/memories", { token, body: { content: "same" } });
    const refused = await callApi(`PATCH /api/v1/memories/${json.data.id}`, { token, body: { tenantId: id } });
    expect(refused.status).toBe(400);
  });

  test("a deleted memory is gone from reading, listing and search", async () => {
    const { token } = await createUser();
    const { json } = await callApi("POST /api/v1/memories", { token, body: { content: "forget me" } });
    const path = `/api/v1/memories/${json.data.id}`;
    expect(await callApi(`DELETE ${path}`, { token })).toMatchObject({ status: 204, text: "" });
    const gone = await callApi(`GET ${path}`, { token });
    expect(gone.status).toBe(404);
    expect(gone.json).toEqual({
      success: false,
      errors: [{ code: "RESOURCE_NOT_FOUND", message: "There is no such memory" }],
      error: "not_found",
      message: "There is no such memory",
      metadata,
    });
    expect((await callApi(`DELETE ${path}`, { token })).status).toBe(404);
    expect((await callApi("GET /api/v1/memories", { token })).json.data).toEqual([]);
    const found = await callApi("POST /api/v1/memories/search", { token, body: { query: "forget" } });
    expect(found.json.data).toEqual([]);
  });
});

describe("listing", () => {
  test("newest first in the documented frame, filtered by type", async () => {
    const { id: tenantId, token } = await createUser();
    for (const type of ["episodic", "procedural", "episodic"]) {
      clock.advance(1_000);
      await callApi("POST /api/v1/memories", { token, body: { content: `at ${clock.now()}`, type } });
    }
    const all = await callApi(`GET /api/v1/memories?tenantId=${tenantId}`, { token });
    expect(all.json).toEqual({ success: true, data: expect.any(Array), next_cursor: null, metadata });
    expect(all.json.data.map(({ type }: Json) => type)).toEqual(["episodic", "procedural", "episodic"]);
    const times = all.json.data.map(({ createdAt }: Json) => String(createdAt));
    expect(times).toEqual(times.toSorted().reverse());
    expect((await callApi("GET /api/v1/memories?type=procedural", { token })).json.data).toHaveLength(1);
  });

  test("250 memories of the same millisecond come once each over the pages", async () => {
    const { token, principal } = await createUser();
    const at = new Date(clock.now());
    const ids = Array.from({ length: 250 }, (_, index) => `mem_page_${String(index).padStart(4, "0")}`);
    await runtime().database.prisma.memory.createMany({
      data: ids.map((id) => ({
        id,
        organizationId: principal.organizationId,
        environment: "production",
        content: id,
        type: "semantic",
        createdAt: at,
        updatedAt: at,
      })),
    });
    const seen: string[] = [];
    let path = "/api/v1/memories?limit=100";
    while (path) {
      const { json } = await callApi(`GET ${path}`, { token });
      seen.push(...json.data.map(({ id }: Json) => String(id)));
      path = json.next_cursor ? `/api/v1/memories?limit=100&cursor=${json.next_cursor}` : "";
    }
    expect(seen).toEqual(ids.toReversed());
  });

  test.each(["limit=0", "limit=-5", "limit=101", "limit=x", "cursor=nonsense", "type=all"])(
    "?%s is a 400 that names the parameter",
    async (query) => {
      const { token } = await createUser();
      const refused = await callApi(`GET /api/v1/memories?${query}`, { token });
      expect(refused.status).toBe(400);
      expect(refused.json.errors).toMatchObject([{ field: query.split("=")[0] }]);
    },
  );
});
