import { beforeEach, describe, expect, test } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { listPromptsContract, PromptWithContent } from "./contract";

const { clock } = useTestRuntime();
// A minute of its own for each test: none meets the limits.
beforeEach(() => clock.advance(60_000));

/** On a plan whose limits these tests do not meet. */
const createMember = () => createUser({ plan: "enterprise" });

const scopes: ["prompts:read", "prompts:write"] = ["prompts:read", "prompts:write"];

async function createPrompt(token: string, visibility: "public" | "private", name = "a prompt"): Promise<string> {
  const { json } = await callApi("POST /v1/prompts", { token, body: { name, visibility, content: "the text" } });
  return PromptWithContent.parse(json).id;
}

async function list(token?: string, query = "") {
  const { json } = await callApi(`GET /v1/prompts${query}`, { token });
  return listPromptsContract.success.body.parse(json);
}

async function idsListedTo(token?: string): Promise<string[]> {
  return (await list(token)).data.map(({ id }) => id);
}

/** Every way to read a prompt, or to write it. */
const reads = (id: string) => [
  { target: `GET /v1/prompts/${id}` },
  { target: `GET /v1/prompts/${id}/versions` },
  { target: `GET /v1/prompts/${id}/versions/1` },
];
const writes = (id: string) => [
  { target: `PATCH /v1/prompts/${id}`, body: { name: "taken over" } },
  { target: `POST /v1/prompts/${id}/versions`, body: { content: "taken over" } },
  { target: `DELETE /v1/prompts/${id}` },
];

async function answersOf(calls: { target: string; body?: object }[], token?: string) {
  const answers = [];
  for (const { target, body } of calls) answers.push(await callApi(target, { token, body }));
  return answers.map(({ status, json }) => ({ status, json }));
}

const statusesOf = async (calls: { target: string; body?: object }[], token?: string) =>
  (await answersOf(calls, token)).map(({ status }) => status);

describe("another organization", () => {
  test("a private prompt answers exactly like one that does not exist, and stays as it was", async () => {
    const [owner, stranger] = [await createMember(), await createMember()];
    const id = await createPrompt(owner.token, "private");
    const before = await callApi(`GET /v1/prompts/${id}`, { token: owner.token });
    const theirs = await answersOf([...reads(id), ...writes(id)], stranger.token);
    const absent = await answersOf([...reads("prm_none"), ...writes("prm_none")], stranger.token);
    expect(theirs.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404]);
    expect(theirs).toEqual(absent);
    expect((await callApi(`GET /v1/prompts/${id}`, { token: owner.token })).json).toEqual(before.json);
    expect(before.json).toMatchObject({ name: "a prompt", latest_version: 1 });
  });

  test("a public prompt can be read by id, but neither written nor listed among one's own", async () => {
    const [owner, stranger] = [await createMember(), await createMember()];
    const id = await createPrompt(owner.token, "public");
    expect(await statusesOf(reads(id), stranger.token)).toEqual([200, 200, 200]);
    expect(await statusesOf(writes(id), stranger.token)).toEqual([404, 404, 404]);
    expect(await idsListedTo(stranger.token)).toEqual([]);
    const after = await callApi(`GET /v1/prompts/${id}`, { token: owner.token });
    expect(after.json).toMatchObject({ name: "a prompt", latest_version: 1 });
  });

  test("a prompt that is made private again can no longer be read", async () => {
    const [owner, stranger] = [await createMember(), await createMember()];
    const id = await createPrompt(owner.token, "public");
    await callApi(`PATCH /v1/prompts/${id}`, { token: owner.token, body: { visibility: "private" } });
    expect(await statusesOf(reads(id), stranger.token)).toEqual([404, 404, 404]);
  });

  test("a cursor of another organization's list shows nothing of it", async () => {
    const [owner, stranger] = [await createMember(), await createMember()];
    for (const name of ["one", "two"]) await createPrompt(owner.token, "private", name);
    const { next_cursor } = await list(owner.token, "?limit=1");
    expect((await list(owner.token, `?cursor=${next_cursor}`)).data).toHaveLength(1);
    expect(await list(stranger.token, `?cursor=${next_cursor}`)).toEqual({ data: [], next_cursor: null });
  });
});

describe("development keys", () => {
  test("they see and change only development prompts, and production credentials only production ones", async () => {
    const user = await createMember();
    const live = (await createKey(user, { scopes })).secret;
    const sandbox = (await createKey(user, { scopes, environment: "development" })).secret;
    expect([live.slice(0, 8), sandbox.slice(0, 8)]).toEqual(["pr_live_", "pr_test_"]);
    const [liveId, sandboxId] = [await createPrompt(live, "private"), await createPrompt(sandbox, "private")];

    expect(await idsListedTo(live)).toEqual([liveId]);
    expect(await idsListedTo(user.token)).toEqual([liveId]);
    expect(await idsListedTo(sandbox)).toEqual([sandboxId]);
    for (const [token, id] of [
      [sandbox, liveId],
      [live, sandboxId],
      [user.token, sandboxId],
    ] as const) {
      expect(await statusesOf([...reads(id), ...writes(id)], token)).toEqual([404, 404, 404, 404, 404, 404]);
    }
    expect(await statusesOf(reads(sandboxId), sandbox)).toEqual([200, 200, 200]);
  });

  test("a public development prompt is not published, and a development key reads nothing that is published", async () => {
    const [owner, stranger] = [await createMember(), await createMember()];
    const sandbox = (await createKey(owner, { scopes, environment: "development" })).secret;
    const strangersSandbox = (await createKey(stranger, { scopes, environment: "development" })).secret;
    const sandboxId = await createPrompt(sandbox, "public");
    const publishedId = await createPrompt(owner.token, "public");
    for (const token of [undefined, stranger.token, strangersSandbox]) {
      expect(await statusesOf(reads(sandboxId), token)).toEqual([404, 404, 404]);
    }
    expect(await statusesOf(reads(publishedId), strangersSandbox)).toEqual([404, 404, 404]);
    expect(await statusesOf(reads(publishedId), sandbox)).toEqual([404, 404, 404]);
  });
});

describe("callers without a credential", () => {
  beforeEach(() => runtime().database.prisma.prompt.deleteMany());

  test("they list everyone's public production prompts, newest first, and nothing else", async () => {
    const [one, another] = [await createMember(), await createMember()];
    const sandbox = (await createKey(one, { scopes, environment: "development" })).secret;
    const first = await createPrompt(one.token, "public");
    clock.advance(1_000);
    await createPrompt(one.token, "private");
    await createPrompt(sandbox, "public");
    const second = await createPrompt(another.token, "public");
    expect(await idsListedTo()).toEqual([second, first]);
    expect((await list(undefined, "?visibility=private")).data).toEqual([]);
    // The owner of a prompt is not told.
    expect((await callApi("GET /v1/prompts")).text).not.toContain(one.id);
  });

  test("they read public prompts, and a private one is a 404", async () => {
    const { token } = await createMember();
    const [open, closed] = [await createPrompt(token, "public"), await createPrompt(token, "private")];
    expect(await statusesOf(reads(open))).toEqual([200, 200, 200]);
    expect(await statusesOf(reads(closed))).toEqual([404, 404, 404]);
  });

  test("every write is document 001's 401", async () => {
    const { token } = await createMember();
    const id = await createPrompt(token, "public");
    const missing = { status: 401, json: { error: { code: "UNAUTHORIZED", message: "missing bearer token" } } };
    const create = { target: "POST /v1/prompts", body: { name: "x" } };
    expect(await answersOf([create, ...writes(id)])).toEqual([missing, missing, missing, missing]);
  });

  test("a bad credential is a 401, not a caller without one", async () => {
    const refused = await callApi("GET /v1/prompts", { token: "not-a-token" });
    expect(refused.status).toBe(401);
    expect(refused.json).toEqual({ error: { code: "UNAUTHORIZED", message: "invalid access token" } });
  });
});
