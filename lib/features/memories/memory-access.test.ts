import { beforeEach, describe, expect, test } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { createMemoryContract, listMemoriesContract, searchMemoriesContract } from "./contract";

const { clock } = useTestRuntime();
// A minute of its own for each test: none meets the limits.
beforeEach(() => clock.advance(60_000));

const scopes: ["read:memories", "write:memories"] = ["read:memories", "write:memories"];

type Calls = { target: string; body?: object }[];

const callsOf = (id: string): Calls => [
  { target: `GET /api/v1/memories/${id}` },
  { target: `PATCH /api/v1/memories/${id}`, body: { content: "taken over" } },
  { target: `DELETE /api/v1/memories/${id}` },
];

/** Every endpoint, naming a tenant. */
const callsNaming = (tenantId: string, id: string): Calls => [
  { target: `GET /api/v1/memories?tenantId=${tenantId}&limit=1` },
  { target: "POST /api/v1/memories", body: { content: "x", tenantId } },
  { target: "POST /api/v1/memories/search", body: { query: "secret", tenantId } },
  { target: `GET /api/v1/memories/${id}?tenantId=${tenantId}` },
  { target: `PATCH /api/v1/memories/${id}`, body: { content: "secret x", tenantId } },
  { target: `DELETE /api/v1/memories/${id}?tenantId=${tenantId}` },
];

async function answersOf(calls: Calls, token: string) {
  const answers = [];
  for (const { target, body } of calls) {
    const { status, json } = await callApi(target, { token, body });
    answers.push({ status, errors: json?.errors });
  }
  return answers;
}

const statusesOf = async (calls: Calls, token: string) => (await answersOf(calls, token)).map(({ status }) => status);

async function createMemory(token: string, content = "a secret"): Promise<string> {
  const { json } = await callApi("POST /api/v1/memories", { token, body: { content } });
  return createMemoryContract.success.body.parse(json).data.id;
}

async function visibleTo(token: string): Promise<{ listed: string[]; found: string[] }> {
  const listed = await callApi("GET /api/v1/memories", { token });
  const found = await callApi("POST /api/v1/memories/search", { token, body: { query: "secret" } });
  return {
    listed: listMemoriesContract.success.body.parse(listed.json).data.map(({ id }) => id),
    found: searchMemoriesContract.success.body.parse(found.json).data.map(({ id }) => id),
  };
}

describe("another tenant", () => {
  test("its memory answers exactly like one that does not exist, and stays as it was", async () => {
    const [owner, stranger] = [await createUser(), await createUser()];
    const id = await createMemory(owner.token);
    const theirs = await answersOf(callsOf(id), stranger.token);
    expect(theirs.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(theirs).toEqual(await answersOf(callsOf("mem_none"), stranger.token));
    expect(await visibleTo(stranger.token)).toEqual({ listed: [], found: [] });
    const { json } = await callApi(`GET /api/v1/memories/${id}`, { token: owner.token });
    expect(json).toMatchObject({ data: { content: "a secret" } });
  });

  test("naming it is document 002's 403 on every endpoint, whether it exists or not", async () => {
    const [owner, stranger] = [await createUser(), await createUser()];
    const id = await createMemory(owner.token);
    const mismatch = {
      status: 403,
      errors: [{ code: "TENANT_MISMATCH", message: "Resource belongs to different tenant" }],
    };
    for (const tenantId of [owner.id, "00000000-0000-0000-0000-000000000001"]) {
      const answers = await answersOf(callsNaming(tenantId, id), stranger.token);
      expect(answers).toEqual(Array.from({ length: 6 }, () => mismatch));
    }
    expect(await visibleTo(owner.token)).toEqual({ listed: [id], found: [id] });
  });

  test("naming one's own is accepted on every endpoint", async () => {
    const user = await createUser();
    const id = await createMemory(user.token);
    expect(await statusesOf(callsNaming(user.id, id), user.token)).toEqual([200, 201, 200, 200, 200, 204]);
  });
});

test("development keys see and change only development memories, and production credentials only production ones", async () => {
  const user = await createUser();
  const live = (await createKey(user, { scopes })).secret;
  const sandbox = (await createKey(user, { scopes, environment: "development" })).secret;
  expect([live.slice(0, 8), sandbox.slice(0, 7)]).toEqual(["hb_prod_", "hb_dev_"]);
  const [liveId, sandboxId] = [await createMemory(live), await createMemory(sandbox)];
  expect(await visibleTo(live)).toEqual({ listed: [liveId], found: [liveId] });
  expect(await visibleTo(user.token)).toEqual({ listed: [liveId], found: [liveId] });
  expect(await visibleTo(sandbox)).toEqual({ listed: [sandboxId], found: [sandboxId] });
  expect(await statusesOf(callsOf(liveId), sandbox)).toEqual([404, 404, 404]);
  expect(await statusesOf(callsOf(sandboxId), live)).toEqual([404, 404, 404]);
  expect(await statusesOf(callsOf(sandboxId), sandbox)).toEqual([200, 200, 204]);
});

test("a key with read:memories alone reads and searches but writes nothing", async () => {
  const user = await createUser();
  const id = await createMemory(user.token);
  const reader = (await createKey(user, { scopes: ["read:memories"] })).secret;
  expect(await visibleTo(reader)).toEqual({ listed: [id], found: [id] });
  const create = { target: "POST /api/v1/memories", body: { content: "x" } };
  expect(await statusesOf([create, ...callsOf(id)], reader)).toEqual([403, 200, 403, 403]);
});
