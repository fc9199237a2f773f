import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { callApi } from "@/lib/testing/call-api";
import { createUser } from "@/lib/testing/factories";
import { startOidcIssuer } from "@/lib/testing/oidc-issuer";
import { testStart, useTestRuntime } from "@/lib/testing/test-runtime";

let nowMs = new Date(testStart).getTime();
const issuer = await startOidcIssuer({ now: () => nowMs });
afterAll(issuer.stop);

const { clock } = useTestRuntime({
  settings: { trustedIssuers: [{ issuer: issuer.issuer, audience: null, jwksUri: null, createsUsers: true }] },
});
beforeEach(() => {
  clock.advance(60_000);
  nowMs = clock.now();
});

/** Comes by a registration of their own, which decides who administers. */
const registered = () => createUser({ email: `user-${randomUUID()}@example.test` });
const exchange = (token: string) => callApi("GET /auth/clerk-token", { token });

describe("GET /auth/clerk-token", () => {
  test("gives a session token for a trusted issuer's token, in the documented frame", async () => {
    const { status, json, headers } = await exchange(issuer.token("user_1"));
    expect(status).toBe(200);
    expect(json).toEqual({
      success: true,
      data: { token: json.token, token_type: "bearer", expires_in: 7 * 86_400, tenantId: "user_1" },
      token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      metadata: { request_id: expect.any(String), timestamp: expect.any(String), version: "v1" },
    });
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-ratelimit-limit")).toBe("100");
  });

  test("the session is the same tenant's, under the issuer's name for it, and outlives the token", async () => {
    const token = issuer.token("user_2");
    const session = (await exchange(token)).json.token;
    const write = { body: { content: "by the server", tenantId: "user_2" } };
    expect((await callApi("POST /api/v1/memories", { ...write, token: session })).status).toBe(201);
    const { json } = await callApi("GET /api/v1/memories?tenantId=user_2", { token });
    expect(json.data).toMatchObject([{ content: "by the server", tenantId: "user_2" }]);
    clock.advance(120_000);
    expect((await exchange(token)).status).toBe(401);
    expect((await callApi("GET /api/v1/memories", { token: session })).status).toBe(200);
  });

  test("accepts the doubled scheme of document 002's server sample, and no third", async () => {
    const token = issuer.token("user_3");
    const sent = (authorization: string) => callApi("GET /auth/clerk-token", { headers: { authorization } });
    expect((await sent(`Bearer Bearer ${token}`)).status).toBe(200);
    for (const looser of [
      `Bearer Bearer Bearer ${token}`,
      `Bearer Basic ${token}`,
      `Basic Bearer ${token}`,
      `BearerBearer ${token}`,
      `Bearer, Bearer ${token}`,
      `Bearer ${token} Bearer ${token}`,
      `Bearer Bearer`,
    ]) {
      expect([looser, (await sent(looser)).status]).toEqual([looser, 401]);
    }
  });

  test("is for a trusted issuer's tokens alone: a session of ours, the exchanged one too, is a 403", async () => {
    const session = (await exchange(issuer.token("user_4"))).json.token;
    for (const token of [session, (await createUser()).token]) {
      const { status, json } = await exchange(token);
      expect([status, json.error]).toEqual([403, "forbidden"]);
    }
    expect((await callApi("GET /auth/clerk-token")).status).toBe(401);
  });

  test("the session ends at once with its user", async () => {
    const session = (await exchange(issuer.token("user_5"))).json.token;
    const { id } = (await callApi("GET /api/v1/users/me", { token: session })).json;
    await runtime().changes.commit(async (tx) => {
      await tx.user.delete({ where: { id } });
      return { result: undefined, subjects: [`user:${id}`] };
    });
    expect((await callApi("GET /api/v1/memories", { token: session })).status).toBe(401);
  });
});

describe("the tenant of a trusted issuer's user", () => {
  test("is named by the subject or by its own id, on memories and keys alike, and by nothing else", async () => {
    const token = issuer.token("user_6");
    const { id } = (await callApi("GET /api/v1/users/me", { token })).json;
    const [other] = [await createUser()];
    await exchange(issuer.token("user_7"));
    for (const [tenantId, status] of [
      ["user_6", 200],
      [id, 200],
      ["user_7", 403],
      [other.id, 403],
      ["", 403],
    ] as const) {
      for (const path of ["/api/v1/memories", "/api/v1/api-keys"]) {
        const answer = await callApi(`GET ${path}?tenantId=${tenantId}`, { token });
        expect([path, tenantId, answer.status]).toEqual([path, tenantId, status]);
        if (status === 403) expect(answer.json.errors).toMatchObject([{ code: "TENANT_MISMATCH" }]);
      }
    }
  });

  test("a subject that is another tenant's id opens nothing of that tenant", async () => {
    const victim = await createUser();
    await callApi("POST /api/v1/memories", { token: victim.token, body: { content: "theirs" } });
    const token = issuer.token(victim.id);
    const { status, json } = await callApi(`GET /api/v1/memories?tenantId=${victim.id}`, { token });
    expect([status, json.data]).toEqual([200, []]);
  });

  test("its keys carry the same name, live and test keys with data of their own", async () => {
    const token = issuer.token("user_8");
    const wanted = { name: "k", scopes: ["read:memories", "write:memories"], tenantId: "user_8" };
    const secrets: string[] = [];
    for (const environment of ["production", "development"]) {
      const { status, json } = await callApi("POST /api/v1/api-keys", { token, body: { ...wanted, environment } });
      expect([status, json.data.tenantId]).toEqual([201, "user_8"]);
      secrets.push(json.key);
    }
    const [live = "", sandbox = ""] = secrets;
    const body = { content: "live", tenantId: "user_8" };
    expect((await callApi("POST /api/v1/memories", { token: live, body })).json.data.tenantId).toBe("user_8");
    expect((await callApi("GET /api/v1/memories?tenantId=user_8", { token })).json.data).toHaveLength(1);
    expect((await callApi("GET /api/v1/memories?tenantId=user_8", { token: sandbox })).json.data).toEqual([]);
  });

  test("administers nothing: the first person who registers does, also after others came by a token", async () => {
    const { prisma } = runtime().database;
    await prisma.user.deleteMany();
    // As on a new deployment.
    await prisma.deploymentFact.deleteMany();
    await exchange(issuer.token("user_9"));
    const first = await registered();
    const admins = await prisma.user.findMany({ where: { instanceAdmin: true } });
    expect(admins.map(({ id }) => id)).toEqual([first.id]);
  });

  test("leaves the deployment without an administrator rather than to the next who registers", async () => {
    const { prisma } = runtime().database;
    await registered();
    await exchange(issuer.token("user_11"));
    await prisma.user.deleteMany({ where: { identities: { none: {} } } });
    await registered();
    expect(await prisma.user.count({ where: { instanceAdmin: true } })).toBe(0);
    await prisma.user.deleteMany();
    await Promise.all([registered(), registered()]);
    expect(await prisma.user.count({ where: { instanceAdmin: true } })).toBe(0);
  });

  test("has no password to sign in or change by, and its address cannot be registered", async () => {
    const token = issuer.token("user_10");
    const { email } = (await callApi("GET /api/v1/users/me", { token })).json;
    const password = "a long passphrase";
    expect((await callApi("POST /api/auth/login", { body: { email, password } })).status).toBe(401);
    const registered = await callApi("POST /api/auth/register", { body: { email: email.toUpperCase(), password } });
    expect([registered.status, registered.json.error.details]).toMatchObject([400, [{ path: "email" }]]);
    const change = { current_password: "", new_password: password };
    const target = "PUT /api/v1/users/me/password";
    expect((await callApi(target, { token, body: change })).status).toBe(403);
    const session = (await exchange(token)).json.token;
    expect((await callApi(target, { token: session, body: change })).status).toBe(400);
  });
});
