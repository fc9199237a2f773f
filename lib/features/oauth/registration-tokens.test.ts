import { describe, expect, it } from "vitest";
import type { Role } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { untilWaitedFor } from "@/lib/testing/until-waited-for";
import { createRegistrationToken, listRegistrationTokens } from "./registration-tokens";

const { clock } = useTestRuntime();
const path = "/v1/registration-tokens";
const body = { client_name: "Agent", redirect_uris: ["https://agent.example.test/callback"] };

it("registration tokens are listed without their secret, page by page, until they end or are revoked", async () => {
  clock.set(Date.now());
  const { token, principal } = await createUser({ plan: "enterprise" });
  const made = [];
  for (let count = 0; count < 3; count += 1) {
    made.push((await callApi(`POST ${path}`, { token })).json.token as string);
    clock.advance(1_000);
  }
  const first = (await callApi(`GET ${path}?limit=2`, { token })).json;
  const second = (await callApi(`GET ${path}?limit=2&cursor=${first.next_cursor}`, { token })).json;
  const hints = [...first.data, ...second.data].map(({ hint }: { hint: string }) => hint);
  expect(hints).toEqual(made.toReversed().map((secret) => `${secret.slice(0, 8)}…${secret.slice(-4)}`));
  expect(second.next_cursor).toBeNull();
  const rows = await runtime().database.prisma.oAuthArtifact.findMany({ where: { model: "InitialAccessToken" } });
  for (const secret of made) expect(JSON.stringify([first, second, rows])).not.toContain(secret);

  const register = (secret = "") => callApi("POST /oauth/register", { token: secret, body });
  expect((await register(made[2])).status).toBe(201);
  expect((await callApi(`DELETE ${path}/${first.data[0].id}`, { token })).status).toBe(204);
  expect((await register(made[2])).status).toBe(401);
  expect((await callApi(`DELETE ${path}/${first.data[0].id}`, { token })).status).toBe(404);
  clock.advance(8 * 86_400_000);
  expect((await listRegistrationTokens(principal, { limit: 20 })).data).toEqual([]);
  clock.set(Date.now());
});

it("registration tokens answer at their former address as at the new one", async () => {
  const { token } = await createUser({ plan: "enterprise" });
  const former = "/v1/oauth-apps/registration-tokens";
  expect((await callApi(`POST ${former}`, { token })).status).toBe(201);
  const [{ id }] = (await callApi(`GET ${former}`, { token })).json.data;
  expect((await callApi(`GET ${path}`, { token })).json.data).toMatchObject([{ id }]);
  expect((await callApi(`DELETE ${former}/${id}`, { token })).status).toBe(204);
});

it("another organization's registration tokens are not there, nor for a test key", async () => {
  const [owner, other] = [await createUser(), await createUser()];
  await callApi(`POST ${path}`, { token: owner.token });
  const [{ id }] = (await callApi(`GET ${path}`, { token: owner.token })).json.data;
  expect((await callApi(`GET ${path}`, { token: other.token })).json.data).toEqual([]);
  expect((await callApi(`DELETE ${path}/${id}`, { token: other.token })).status).toBe(404);
  expect((await callApi(`DELETE ${path}/%00`, { token: owner.token })).status).toBe(404);
  const { secret } = await createKey(owner, { scopes: ["organization:admin"], environment: "development" });
  expect((await callApi(`GET ${path}`, { token: secret })).status).toBe(403);
  expect((await callApi(`DELETE ${path}/${id}`, { token: secret })).status).toBe(403);
});

describe("a registration token counts for what its maker may do now", () => {
  const register = (token: string, more: object = {}) =>
    callApi("POST /oauth/register", { token, body: { ...body, ...more } });
  const make = async (token: string) => (await callApi(`POST ${path}`, { token })).json.token as string;

  it("and is refused while they are no administrator, and once they have left; what registered stays", async () => {
    const [owner, maker] = [await createUser({ plan: "enterprise" }), await createUser()];
    const member = { organizationId: owner.principal.organizationId, userId: maker.id };
    const { prisma } = runtime().database;
    await prisma.membership.create({ data: { ...member, role: "admin" } });
    const token = (
      await createRegistrationToken({ ...maker.principal, organizationId: member.organizationId, role: "admin" })
    ).token;
    const { client_id } = (await register(token, { scope: "organization:admin" })).json;
    const setRole = (role: Role) =>
      prisma.membership.update({ where: { organizationId_userId: member }, data: { role } });
    await setRole("member");
    for (const scope of ["organization:admin", "prompts:read", undefined]) {
      const refused = await register(token, { scope });
      expect([scope, refused.status, refused.json.error]).toEqual([scope, 401, "invalid_token"]);
    }
    await setRole("admin");
    expect((await register(token)).status).toBe(201);
    await prisma.membership.delete({ where: { organizationId_userId: member } });
    expect((await register(token)).status).toBe(401);
    expect(await prisma.oAuthApp.count({ where: { id: client_id } })).toBe(1);
  });

  it("also where a key made it that acts for no user: with the key's scopes, as long as it lives", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const { secret, id } = await createKey(owner, { scopes: ["organization:admin", "prompts:read", "prompts:write"] });
    const token = await make(secret);
    expect((await register(token, { scope: "prompts:write" })).status).toBe(201);
    const { prisma } = runtime().database;
    await prisma.apiKey.update({ where: { id }, data: { scopes: ["organization:admin", "prompts:read"] } });
    expect((await register(token, { scope: "prompts:write" })).json.error).toBe("invalid_client_metadata");
    expect((await register(token)).json.scope).toBe("prompts:read");
    await prisma.apiKey.update({ where: { id }, data: { revokedAt: new Date(clock.now()) } });
    expect((await register(token)).status).toBe(401);
  });

  it("and not for a maker who is just being removed", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const token = await make(owner.token);
    const { pool } = runtime().database;
    const removing = await pool.connect();
    try {
      await removing.query("BEGIN");
      await removing.query("UPDATE memberships SET role = 'member' WHERE user_id = $1", [owner.id]);
      const registering = register(token);
      await untilWaitedFor(removing);
      await removing.query("COMMIT");
      expect((await registering).status).toBe(401);
    } finally {
      removing.release();
    }
  });
});
