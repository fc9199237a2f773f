import { beforeEach, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock } = useTestRuntime();
let owner: TestUser;
beforeEach(async () => {
  clock.advance(60_000);
  owner = await createUser({ plan: "enterprise" });
  // What its own beginning told.
  await runtime().database.prisma.event.deleteMany();
});

const eventsOf = async () => {
  clock.advance(1);
  return runtime().database.prisma.event.findMany({
    where: { organizationId: owner.principal.organizationId },
    orderBy: [{ createdAt: "asc" }],
    select: { type: true, subjectId: true, environment: true, actorId: true, credentialId: true, data: true },
  });
};
const api = async (target: string, body?: object, token = owner.token) => {
  clock.advance(1);
  const { status, json } = await callApi(target, { token, body });
  expect([target, status]).toEqual([target, expect.toSatisfy((code: number) => code < 300)]);
  return json;
};

it("keys tell of their beginning, change of secret and end, once each and in their own environment", async () => {
  const body = { name: "k", scopes: ["read:memories"], environment: "development" };
  const { key, data } = await api("POST /api/v1/api-keys", body);
  const rotated = await api(`POST /api/v1/api-keys/${data.id}/rotate`, { grace_period_seconds: 60 });
  await api("POST /api/v1/api-keys/revoke", { keyId: rotated.data.id });
  await api("POST /api/v1/api-keys/revoke", { keyId: rotated.data.id });
  const events = await eventsOf();
  expect(events).toMatchObject([
    { type: "key.created", subjectId: data.id, environment: "development", actorId: owner.id },
    { type: "key.rotated", subjectId: data.id, data: { successor_id: rotated.data.id } },
    { type: "key.revoked", subjectId: rotated.data.id },
  ]);
  expect(events[0]?.data).toMatchObject({ key_id: data.id, name: "k", scopes: ["read:memories"], product: "memory" });
  for (const secret of [key, rotated.key]) expect(JSON.stringify(events)).not.toContain(secret);
});

it("tokens tell of their beginning and end", async () => {
  const made = await api("POST /api/user/tokens", { name: "laptop" });
  await api(`DELETE /api/user/tokens/${made.token_id}`);
  const events = await eventsOf();
  expect(events.map(({ type, subjectId }) => [type, subjectId])).toEqual([
    ["token.created", made.token_id],
    ["token.revoked", made.token_id],
  ]);
  expect(JSON.stringify(events)).not.toContain(made.token);
});

it("prompts and memories tell what happened to them without their text, by every kind of credential", async () => {
  const key = await createKey(owner, { scopes: ["prompts:write"] });
  await runtime().database.prisma.event.deleteMany();
  const prompt = await api("POST /v1/prompts", { name: "greeting", content: "the secret text" }, key.secret);
  await api(`PATCH /v1/prompts/${prompt.id}`, { name: "hello" });
  await api(`POST /v1/prompts/${prompt.id}/versions`, { content: "the secret text, again" });
  await api(`DELETE /v1/prompts/${prompt.id}`);
  const { data: memory } = await api("POST /api/v1/memories", { content: "the secret text" });
  await api(`PATCH /api/v1/memories/${memory.id}`, { type: "episodic" });
  await api(`DELETE /api/v1/memories/${memory.id}`);
  const events = await eventsOf();
  expect(events).toMatchObject([
    { type: "prompt.created", actorId: null, credentialId: key.id, data: { name: "greeting", latest_version: 1 } },
    { type: "prompt.updated", actorId: owner.id, credentialId: null, data: { name: "hello" } },
    { type: "prompt.version.created", data: { prompt_id: prompt.id, latest_version: 2 } },
    { type: "prompt.deleted", data: { prompt_id: prompt.id } },
    { type: "memory.created", data: { memory_id: memory.id, type: "semantic" } },
    { type: "memory.updated", data: { memory_id: memory.id, type: "episodic" } },
    { type: "memory.deleted", data: { memory_id: memory.id } },
  ]);
  expect(JSON.stringify(events)).not.toContain("secret text");
});

it("what did not happen is not told", async () => {
  await callApi("PATCH /v1/prompts/prm_none", { token: owner.token, body: { name: "x" } });
  await callApi("DELETE /v1/prompts/prm_none", { token: owner.token });
  await callApi("POST /v1/prompts/prm_none/versions", { token: owner.token, body: { content: "x" } });
  await callApi("DELETE /api/v1/memories/mem_none", { token: owner.token });
  await callApi("DELETE /api/user/tokens/tok_none", { token: owner.token });
  await callApi("DELETE /api/v1/api-keys/key_none", { token: owner.token });
  expect(await eventsOf()).toEqual([]);
});

it("datasets tell of their beginning, changes and end, without their rows", async () => {
  const rows = [{ variables: { n: "a secret row" } }];
  const { id } = await api("POST /v1/datasets", { name: "set", rows });
  await api(`PATCH /v1/datasets/${id}`, { name: "renamed" });
  await api(`POST /v1/datasets/${id}/rows`, { rows });
  await api(`PUT /v1/datasets/${id}/rows`, { rows: [] });
  await api(`DELETE /v1/datasets/${id}`);
  const events = await eventsOf();
  expect(events).toMatchObject([
    { type: "dataset.created", subjectId: id, actorId: owner.id, data: { name: "set", row_count: 1 } },
    { type: "dataset.updated", data: { name: "renamed", row_count: 1 } },
    { type: "dataset.updated", data: { row_count: 2 } },
    { type: "dataset.updated", data: { row_count: 0 } },
    { type: "dataset.deleted", subjectId: id, data: { row_count: 0 } },
  ]);
  expect(JSON.stringify(events)).not.toContain("a secret row");
});

it("an organization and an account tell of their own beginning", async () => {
  const made = await api("POST /api/user/organizations", { name: "Acme" });
  const { event } = runtime().database.prisma;
  expect(await event.findMany({ where: { organizationId: made.id } })).toMatchObject([
    { type: "organization.created", actorId: owner.id, subjectId: made.id, data: { name: "Acme" } },
  ]);
  const user = await createUser();
  expect(await event.findMany({ where: { organizationId: user.id } })).toMatchObject([
    { type: "user.registered", actorId: user.id, data: { user_id: user.id, outcome: "success", method: "password" } },
  ]);
});
