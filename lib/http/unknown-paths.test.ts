/// <reference types="vite/client" />
import { describe, expect, it, vi } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { contractTable } from "@/lib/contract-table";
import { callApi, callMiddleware } from "@/lib/testing/call-api";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { Answer } from "./answer";
import { isApiPath } from "./api-path";
import { defineContract } from "./contract";
import { route } from "./route";

useTestRuntime();

describe("paths and methods that no contract declares", () => {
  it.each([
    ["GET /v1/nothing", 404, "NOT_FOUND", "60"],
    ["GET /v1", 404, "NOT_FOUND", "60"],
    ["GET /api/v1/memories/a/b", 404, "RESOURCE_NOT_FOUND", "1000"],
    ["PUT /api/v1/memories", 405, "METHOD_NOT_ALLOWED", "1000"],
    ["DELETE /api/v1/api-keys", 405, "METHOD_NOT_ALLOWED", "100"],
    ["PUT /v1/prompts", 405, "METHOD_NOT_ALLOWED", "60"],
    ["GET /api/auth/register", 405, "METHOD_NOT_ALLOWED", "10"],
    ["GET /api/auth/signin/credentials", 404, "NOT_FOUND", "100"],
  ])(
    "%s is a %i in the envelope, with the limits of the product that owns the endpoint or path",
    async (target, status, code, limit) => {
      const answer = await callMiddleware(target);
      expect([answer.status, answer.json.error.code ?? answer.json.errors[0].code]).toEqual([status, code]);
      expect(answer.headers.get("x-ratelimit-limit")).toBe(limit);
      expect(answer.headers.get("x-request-id")).toBeTruthy();
    },
  );

  it("describes the limits of a caller who is known, without a query and without counting", async () => {
    const user = await createUser({ plan: "pro" });
    for (const target of ["GET /v1/nothing", "PUT /v1/prompts"]) {
      // A process that was kept from asking for changes trusts its memory again a moment later.
      await vi.waitFor(async () => {
        const known = await callApi("GET /v1/prompts", { token: user.token });
        const { headers } = await callMiddleware(target, { token: user.token });
        const told = ["limit", "remaining"].map((name) => headers.get(`x-ratelimit-${name}`));
        expect(told).toEqual(["300", known.headers.get("x-ratelimit-remaining")]);
      }, 20_000);
      const stranger = await callMiddleware(target, { token: `${user.token}x` });
      expect(stranger.headers.get("x-ratelimit-limit")).toBe("60");
    }
    // One that is not in memory would have to be asked for.
    runtime().directory.forgetAll();
    expect((await callMiddleware("GET /v1/nothing", { token: user.token })).headers.get("x-ratelimit-limit")).toBe(
      "60",
    );
  });

  const files = import.meta.glob<Record<string, (request: Request) => Promise<Response>>>([
    "/app/**/route.ts",
    "/app/.well-known/**/route.ts",
  ]);
  const roots = new Set(contractTable.map(({ path }) => rootOf(path)));
  it.each([...roots])("are a 404 in the envelope below %s also past the middleware", async (root) => {
    const file = await files[`/app${root}/[[...path]]/route.ts`]?.();
    const request = new Request(`http://localhost:3000${root}/nothing`);
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const answer = await file?.[method]?.(request);
      expect([answer?.status, answer?.headers.get("x-content-type-options")]).toEqual([404, "nosniff"]);
      expect(await answer?.text()).toContain("There is no such endpoint");
    }
  });

  it("names the methods that the path has", async () => {
    expect((await callMiddleware("PUT /v1/prompts")).headers.get("allow")).toBe("GET, POST, HEAD, OPTIONS");
  });

  it("answers a browser's preflight without asking for a credential, and never allows cookies", async () => {
    const answer = await callMiddleware("OPTIONS /v1/prompts");
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-allow-methods")).toContain("POST");
    expect(answer.headers.get("access-control-allow-headers")).toContain("authorization");
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
    const limits = ["limit", "remaining", "policy"].map((name) => answer.headers.get(`x-ratelimit-${name}`));
    expect(limits).toEqual(["60", "60", "60/minute"]);
  });

  it("lets the OAuth path answer in RFC 6749's words", async () => {
    expect((await callMiddleware("GET /oauth/nothing")).json).toEqual({
      error: "invalid_request",
      error_description: "There is no such endpoint",
    });
  });
});

/** The shortest beginning of an endpoint's path that makes it one of the API's. */
function rootOf(path: string): string {
  const parent = path.slice(0, path.lastIndexOf("/"));
  return isApiPath(parent) ? rootOf(parent) : path;
}

describe("refusals of the protocol's endpoints", () => {
  it("can be read by a client in any page, as the library's own answers are by those that it allows", async () => {
    const address = "192.0.2.99";
    const call = {
      address,
      body: `token=${"a".repeat(60_000)}`,
      headers: { "content-type": "application/x-www-form-urlencoded", origin: "https://spa.example.test" },
    };
    for (const path of ["token", "revoke", "device_authorization", "par"]) {
      const preflight = await callMiddleware(`OPTIONS /oauth/${path}`);
      expect(preflight.headers.get("access-control-allow-headers")).toContain("dpop");
      const refused = await callApi(`POST /oauth/${path}`, call);
      expect([path, refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([path, 413, "*"]);
    }
    const tooMany = await Promise.all(Array.from({ length: 400 }, () => callMiddleware("POST /oauth/token", call)));
    const limited = tooMany.find(({ status }) => status === 429);
    expect(limited?.headers.get("access-control-allow-origin")).toBe("*");
    expect(limited?.headers.get("access-control-expose-headers")).toContain("retry-after");
  });
});

describe("limits on requests without a credential", () => {
  it("are counted by address: one that is used up leaves others alone, and an IPv6 subscriber is its /64", async () => {
    const from = async (address: string) => (await callMiddleware("GET /v1/prompts", { address })).status;
    for (let count = 0; count < 10; count++) await from("2001:db8:1:2::1");
    expect(await from("2001:db8:1:2:ffff::9")).toBe(429);
    expect(await from("2001:db8:1:3::1")).toBe(200);
    expect(await from("192.0.2.1")).toBe(200);
  });

  it("are not touched by refusals: a client without a token may ask as often as it likes and is told 401", async () => {
    for (let count = 0; count < 30; count++) {
      expect((await callMiddleware("POST /v1/prompts", { address: "192.0.2.77" })).status).toBe(401);
    }
  });
});

describe("HEAD", () => {
  it("passes the gate as GET does", async () => {
    const user = await createUser();
    const answer = await callMiddleware("HEAD /api/v1/memories", { token: user.token });
    expect([answer.status, answer.headers.get("x-middleware-next")]).toEqual([200, "1"]);
  });

  it("does not reach a handler that may not be asked without an answer, past the middleware either", async () => {
    const reached: string[] = [];
    const contract = defineContract({
      method: "GET",
      withoutHead: true,
      path: "/oauth/begin",
      product: "oauth",
      summary: "Begins something",
      allow: ["anonymous"],
      success: { status: 200 },
    });
    const handle = route(contract, ({ request: { method } }) => {
      reached.push(method);
      return new Answer(200, {}, "begun");
    });
    const ask = (method: string) => handle(new Request("http://localhost:3000/oauth/begin", { method }));
    const refused = await ask("HEAD");
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, OPTIONS"]);
    expect((await ask("GET")).status).toBe(200);
    expect(reached).toEqual(["GET"]);
  });
});
