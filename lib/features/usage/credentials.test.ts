import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { deleteApp } from "@/lib/features/oauth/apps";
import { createToken } from "@/lib/features/tokens/tokens";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { clientToken, createApp } from "@/lib/testing/oauth";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { type CredentialQuery, offeredCredentials } from "./contract";
import { findCredentials } from "./credentials";
import { getUsageReport } from "./report";

const { clock } = useTestRuntime();

async function namesOf(user: TestUser, query: CredentialQuery = {}): Promise<string[]> {
  return (await findCredentials(user.principal, query)).data.map(({ name }) => name);
}

const token = (user: TestUser, name: string) => createToken(user.principal, { name, expires_in_days: 90 });

it("finds a key that is older than hundreds of others, and tokens beside keys", async () => {
  const user = await createUser({ plan: "enterprise" });
  const key = await createKey(user, { name: "The first one", scopes: ["prompts:read"] });
  await token(user, "The first token");
  const {
    nameFolded: _made,
    metadata: _none,
    windows: _without,
    ...row
  } = await runtime().database.prisma.apiKey.findUniqueOrThrow({
    where: { id: key.id },
  });
  await runtime().database.prisma.apiKey.createMany({
    data: Array.from({ length: 300 }, (_, place) => ({
      ...row,
      id: `key_${randomUUID()}`,
      uuid: randomUUID(),
      name: `Later ${place}`,
      secretHash: randomUUID(),
      createdAt: new Date(row.createdAt.getTime() + 1_000 + place),
    })),
  });
  expect(await namesOf(user, { search: "first" })).toEqual(["The first one", "The first token"]);
  expect(await namesOf(user)).toHaveLength(offeredCredentials);
  expect(await namesOf(user, { search: row.keyPrefix.slice(0, 10) })).toHaveLength(offeredCredentials);
  expect(await namesOf(user, { search: "%" })).toEqual([]);
});

it("begins with what was used last, and says what has ended", async () => {
  const user = await createUser({ plan: "enterprise" });
  const [idle, used] = [await createKey(user, { name: "idle" }), await createKey(user, { name: "used" })];
  const { token_id } = await token(user, "script");
  const { prisma } = runtime().database;
  await prisma.personalAccessToken.update({ where: { id: token_id }, data: { lastUsedAt: new Date(2_000) } });
  await prisma.apiKey.update({ where: { id: used.id }, data: { lastUsedAt: new Date(1_000), revokedAt: new Date() } });
  const { data } = await findCredentials(user.principal, {});
  expect(data.map(({ id, kind, ended }) => [id, kind, ended])).toEqual([
    [token_id, "token", false],
    [used.id, "api-key", true],
    [idle.id, "api-key", false],
  ]);
});

it("shows a member their own, an admin everybody's of the organization, and neither another organization's", async () => {
  const team = await createTeam();
  const own = await createKey(team.member, { name: "own", scopes: ["prompts:read"] });
  const others = await createKey(team.admin, { name: "others", scopes: ["prompts:read"] });
  await token(team.admin, "others too");
  expect(await namesOf(team.member)).toEqual(["own"]);
  expect(await namesOf(team.member, { id: others.id })).toEqual([]);
  expect((await namesOf(team.admin)).toSorted()).toEqual(["others", "others too", "own"]);
  const stranger = await createUser();
  expect(await namesOf(stranger)).toEqual([]);
  expect(await namesOf(stranger, { id: own.id })).toEqual([]);
});

it("names every kind of credential that made requests, in the totals and in the search, sessions in one line", async () => {
  // The library of OAuth reads the system's time.
  clock.set(Date.now());
  const team = await createTeam();
  const app = await createApp(team.admin, { name: "Dispatcher", scopes: ["prompts:read"] });
  const key = await createKey(team.admin, { name: "deploy", scopes: ["prompts:read"] });
  const script = await token(team.admin, "script");
  const bearers = [await clientToken(app), key.secret, script.token, team.admin.token];
  for (const bearer of bearers) expect((await callApi("GET /v1/prompts", { token: bearer })).status).toBe(200);
  const topOf = async () => (await getUsageReport(team.admin.principal, { range: "24h" })).topCredentials;
  const lines = new Map((await topOf()).map(({ credentialId, name }) => [credentialId, name]));
  expect(Object.fromEntries(lines)).toEqual({
    [app.clientId]: "Dispatcher",
    [key.id]: "deploy",
    [script.token_id]: "script",
    session: "Sessions",
  });
  const { data } = await findCredentials(team.admin.principal, {});
  expect(Object.fromEntries(data.map(({ id, name }) => [id, name]))).toEqual(Object.fromEntries(lines));
  expect(await namesOf(team.admin, { search: "dispat" })).toEqual(["Dispatcher"]);
  expect(await namesOf(team.admin, { search: "sess" })).toEqual(["Sessions"]);
  for (const [id, name] of lines) {
    expect(await namesOf(team.admin, { id })).toEqual([name]);
    expect((await getUsageReport(team.admin.principal, { range: "24h", credentialId: id })).total).toBeGreaterThan(0);
  }
  // An app's and the sessions' lines hold the requests of several members.
  expect(await namesOf(team.member)).toEqual([]);
  await deleteApp(team.admin.principal, app.clientId);
  expect((await topOf()).find(({ credentialId }) => credentialId === app.clientId)?.name).toBe(app.clientId);
});
