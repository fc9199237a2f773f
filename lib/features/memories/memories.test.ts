import { beforeEach, describe, expect, test } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { createMemoryContract, listMemoriesContract, type Memory, searchMemoriesContract } from "./contract";

const { clock } = useTestRuntime();
// A minute of its own for each test: none meets the limits.
beforeEach(() => clock.advance(60_000));

async function createMemory(token: string, body: object): Promise<Memory> {
  const { json } = await callApi("POST /api/v1/memories", { token, body });
  return createMemoryContract.success.body.parse(json).data;
}

async function list(token: string, query = "") {
  const { json } = await callApi(`GET /api/v1/memories${query}`, { token });
  return listMemoriesContract.success.body.parse(json);
}

async function idsFound(token: string, query: string): Promise<string[]> {
  const { json } = await callApi("POST /api/v1/memories/search", { token, body: { query } });
  return searchMemoriesContract.success.body.parse(json).data.map(({ id }) => id);
}

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
        metadata: {},
        createdAt: now,
        updatedAt: now,
      },
      metadata,
    });
  });

  test("without a tenant and a type it is the caller's and semantic", async () => {
    const user = await createUser();
    const memory = await createMemory(user.token, { content: "  a fact  " });
    expect(memory).toMatchObject({ tenantId: user.id, type: "semantic", content: "a fact" });
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
    expect((await list(token)).data).toEqual([]);
  });

  test("100,000 characters of as many different words as fit can be stored and found", async () => {
    const { token } = await createUser();
    const content = Array.from({ length: 20_000 }, (_, index) => index.toString(36).padStart(4, "q")).join("-");
    const { id } = await createMemory(token, { content });
    expect(await idsFound(token, "qq4f")).toEqual([id]);
  });
});

describe("reading, changing and deleting", () => {
  test("a memory reads back as it was created", async () => {
    const { token } = await createUser();
    const memory = await createMemory(token, { content: "naïve 漢字 🧠 '; --" });
    const read = await callApi(`GET /api/v1/memories/${memory.id}`, { token });
    expect(read.status).toBe(200);
    expect(read.json).toEqual({ success: true, data: memory, metadata });
  });

  test("a change touches only what it names, moves updatedAt, and is found by its new words alone", async () => {
    const { token } = await createUser();
    const memory = await createMemory(token, { content: "likes tea", type: "episodic" });
    clock.advance(5_000);
    const changed = await callApi(`PATCH /api/v1/memories/${memory.id}`, { token, body: { content: "likes coffee" } });
    expect(changed.status).toBe(200);
    const updatedAt = new Date(clock.now()).toISOString();
    expect(changed.json).toEqual({
      success: true,
      data: { ...memory, content: "likes coffee", updatedAt },
      metadata,
    });
    expect(await idsFound(token, "tea")).toEqual([]);
    expect(await idsFound(token, "coffee")).toEqual([memory.id]);
  });

  test("a change that names nothing but the tenant is a 400", async () => {
    const { id, token } = await createUser();
    const memory = await createMemory(token, { content: "same" });
    const refused = await callApi(`PATCH /api/v1/memories/${memory.id}`, { token, body: { tenantId: id } });
    expect(refused.status).toBe(400);
  });

  test("a deleted memory is gone from reading, listing and search", async () => {
    const { token } = await createUser();
    const { id } = await createMemory(token, { content: "forget me" });
    const path = `/api/v1/memories/${id}`;
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
    expect((await list(token)).data).toEqual([]);
    expect(await idsFound(token, "forget")).toEqual([]);
  });
});

describe("listing", () => {
  test("newest first in the documented frame, filtered by type", async () => {
    const { id: tenantId, token } = await createUser();
    for (const type of ["episodic", "procedural", "episodic"]) {
      clock.advance(1_000);
      await createMemory(token, { content: `at ${clock.now()}`, type });
    }
    const all = await callApi(`GET /api/v1/memories?tenantId=${tenantId}`, { token });
    expect(all.json).toEqual({ success: true, data: expect.any(Array), next_cursor: null, metadata });
    const { data } = listMemoriesContract.success.body.parse(all.json);
    expect(data.map(({ type }) => type)).toEqual(["episodic", "procedural", "episodic"]);
    const times = data.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().reverse());
    expect((await list(token, "?type=procedural")).data).toHaveLength(1);
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
    let query = "?limit=100";
    while (query) {
      const page = await list(token, query);
      seen.push(...page.data.map(({ id }) => id));
      query = page.next_cursor ? `?limit=100&cursor=${page.next_cursor}` : "";
    }
    expect(seen).toEqual(ids.toReversed());
  });

  test.each([
    "limit=0",
    "limit=-5",
    "limit=101",
    "limit=x",
    "cursor=nonsense",
    "cursor=LTg2NDAwMDAwMDAwMDAwMDAgeA",
    "type=all",
  ])("?%s is a 400 that names the parameter", async (query) => {
    const { token } = await createUser();
    const refused = await callApi(`GET /api/v1/memories?${query}`, { token });
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({ errors: [{ field: query.split("=")[0] }] });
  });
});
