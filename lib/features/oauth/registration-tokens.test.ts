import { expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { listRegistrationTokens } from "./registration-tokens";

const { clock } = useTestRuntime();
const path = "/v1/oauth-apps/registration-tokens";
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
