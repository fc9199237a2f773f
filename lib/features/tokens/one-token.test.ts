import { describe, expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();
const dayMs = 86_400_000;

async function tokenOf(user: TestUser, body: object = {}) {
  const answer = await callApi("POST /api/user/tokens", { token: user.token, body: { name: "CI", ...body } });
  return { id: answer.json.token_id as string, secret: answer.json.token as string };
}
const read = (user: TestUser, id: string, more = "") =>
  callApi(`GET /api/user/tokens/${id}${more}`, { token: user.token });
const change = (token: string, id: string, body: object, headers = {}) =>
  callApi(`PATCH /api/user/tokens/${id}`, { token, body, headers });

describe("one personal access token", () => {
  it("is renamed and brought to an earlier end, with its secret going on until then", async () => {
    const user = await createUser({ plan: "pro" });
    const { id, secret } = await tokenOf(user);
    const renamed = await change(user.token, id, { name: "Laptop", expires_in_days: 2 });
    expect(renamed.status).toBe(200);
    expect(renamed.json).toMatchObject({ token_id: id, name: "Laptop", status: "active" });
    expect((await read(user, id)).json).toEqual(renamed.json);
    expect(renamed.text).not.toContain(secret);
    clock.advance(2 * dayMs - 1_000);
    expect((await callApi("GET /api/user/me", { token: secret })).status).toBe(200);
    clock.advance(1_001);
    expect((await callApi("GET /api/user/me", { token: secret })).status).toBe(401);
    expect((await change(user.token, id, { name: "Late" })).status).toBe(409);
  });

  it("never ends later than it was made for, and nothing is changed by asking", async () => {
    const user = await createUser({ plan: "pro" });
    const { id } = await tokenOf(user, { expires_in_days: 5 });
    const later = await change(user.token, id, { name: "Longer", expires_in_days: 6 });
    expect(later.status).toBe(400);
    expect(later.json.error.details).toEqual([
      { path: "expires_in_days", message: expect.stringContaining("create a new token") },
    ]);
    expect((await read(user, id)).json).toMatchObject({ name: "CI" });
    expect((await change(user.token, id, {})).status).toBe(400);
  });

  it("takes the keys that it made to its earlier end", async () => {
    const user = await createUser({ plan: "pro" });
    const { id, secret } = await tokenOf(user);
    const body = { name: "Made", scopes: ["prompts:read"] };
    const made = (await callApi("POST /api/v1/api-keys", { token: secret, body })).json;
    await change(user.token, id, { expires_in_days: 1 });
    const key = await callApi(`GET /api/v1/api-keys/${made.data.id}`, { token: user.token });
    expect(Date.parse(key.json.data.expiresAt)).toBe(clock.now() + dayMs);
    clock.advance(dayMs + 1);
    expect((await callApi("GET /v1/prompts", { token: made.key })).status).toBe(401);
  });

  it("is changed only while If-Match names what it is, by a session alone, and told to the audit log with both values", async () => {
    const user = await createUser({ plan: "pro" });
    const { id, secret } = await tokenOf(user);
    const tag = (await read(user, id)).headers.get("etag") ?? "";
    // Events of one moment have no order.
    clock.advance(1_000);
    expect((await change(secret, id, { name: "Itself" })).status).toBe(403);
    expect((await change(user.token, id, { name: "First" }, { "if-match": tag })).status).toBe(200);
    expect((await change(user.token, id, { name: "Second" }, { "if-match": tag })).status).toBe(412);
    const trail = (await callApi(`GET /v1/events?target=${id}`, { token: user.token })).json.data;
    expect(trail.map(({ type }: { type: string }) => type)).toEqual(["token.updated", "token.created"]);
    expect(trail[0].data).toMatchObject({ changed: ["name"], before: { name: "CI" }, after: { name: "First" } });
  });

  it("tells its last requests and its errors to its user", async () => {
    const user = await createUser({ plan: "pro" });
    const { id, secret } = await tokenOf(user);
    await callApi("GET /v1/prompts", { token: secret, headers: { "user-agent": "ci/1" } });
    await callApi("GET /v1/prompts/none", { token: secret });
    const requests = (await read(user, id, "/requests")).json;
    expect(requests).toMatchObject({
      kept: true,
      data: [
        { endpoint: "GET /v1/prompts/{id}", status: 404, code: "NOT_FOUND" },
        { endpoint: "GET /v1/prompts", status: 200, agent: "ci/1" },
      ],
    });
    expect((await read(user, id, "/errors?days=1")).json.data).toMatchObject([{ status: 404, requests: 1 }]);
    await open().flush();
    expect((await read(user, id)).json.last_used_at).not.toBeNull();
  });

  it("is nobody else's, nor of another organization, nor there once it is revoked: 404 in every case", async () => {
    const [user, stranger] = [await createUser({ plan: "pro" }), await createUser()];
    const { id } = await tokenOf(user);
    const paths = ["", "/requests", "/errors"];
    const statuses = async (by: TestUser) => [
      ...(await Promise.all(paths.map(async (more) => (await read(by, id, more)).status))),
      (await change(by.token, id, { name: "Mine" })).status,
    ];
    expect(await statuses(stranger)).toEqual([404, 404, 404, 404]);
    await open().database.prisma.personalAccessToken.update({
      where: { id },
      data: { organizationId: stranger.principal.organizationId },
    });
    expect(await statuses(user)).toEqual([404, 404, 404, 404]);
    await callApi(`DELETE /api/user/tokens/${id}`, { token: user.token });
    expect(await statuses(user)).toEqual([404, 404, 404, 404]);
  });
});
