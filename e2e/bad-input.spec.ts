/** Bad input over real HTTP: the right status in the path's envelope, JSON, and nothing of our insides. */
import { bearer, expect, password, randomAddress, test } from "./fixtures";
import { type RawAnswer, sendRaw } from "./raw-http";

const twoMebibytes = 2 * 1024 * 1024;

/** Paths by envelope; the second of each pair does not exist. */
const nested = ["/v1/prompts", "/v1/nothing"] as const;
const flat = ["/api/v1/memories", "/api/v1/nothing"] as const;

test.describe("bodies", () => {
  const bodies: [what: string, headers: Record<string, string>, body: string, status: number][] = [
    ["malformed JSON", { "content-type": "application/json" }, '{"name": ', 400],
    ["JSON of the wrong kind", { "content-type": "application/json" }, '"text"', 400],
    ["an unknown field", { "content-type": "application/json" }, '{"name":"x","content":"x","evil":1}', 400],
    ["a null character", { "content-type": "application/json" }, '{"name":"a\\u0000b","content":"a\\u0000b"}', 400],
    ["broken UTF-8", { "content-type": "application/json" }, "\xff\xfe", 400],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }, "name=x&content=x", 415],
    ["no content type", {}, '{"name":"x","content":"x"}', 415],
  ];
  for (const [what, headers, body, status] of bodies) {
    test(`${what} is a ${status}`, async ({ baseURL, account, address }) => {
      for (const [path] of [nested, flat]) {
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
        const bytes = Buffer.from(body, "latin1");
        const answer = await sendRaw(
          baseURL ?? "",
          [...requestTo("POST", path, { token: account.token, address }), ...lines, `content-length: ${bytes.length}`],
          bytes,
        );
        expectEnvelope(path, answer, status);
      }
    });
  }

  test("2 MiB are a 413, with a declared length and in chunks", async ({ baseURL, account, address }) => {
    const body = Buffer.alloc(twoMebibytes, "a");
    for (const [path] of [nested, flat]) {
      const head = [...requestTo("POST", path, { token: account.token, address }), "content-type: application/json"];
      const declared = await sendRaw(baseURL ?? "", [...head, `content-length: ${body.length}`], body);
      expectEnvelope(path, declared, 413);
      const chunks = Buffer.concat([
        Buffer.from(`${body.length.toString(16)}\r\n`),
        body,
        Buffer.from("\r\n0\r\n\r\n"),
      ]);
      const chunked = await sendRaw(baseURL ?? "", [...head, "transfer-encoding: chunked"], chunks);
      expectEnvelope(path, chunked, 413);
    }
  });
});

test.describe("credentials", () => {
  test("two Authorization headers are a 400", async ({ baseURL, account, address }) => {
    const lines = [`authorization: Bearer ${account.token}`, "authorization: Bearer other"];
    for (const [path] of [nested, flat]) {
      const answer = await sendRaw(baseURL ?? "", [...requestTo("GET", path, { address }), ...lines]);
      expectEnvelope(path, answer, 400);
    }
  });

  test("a foreign scheme and an oversized token are a 401", async ({ baseURL, account, address }) => {
    const lines = [
      "authorization: Basic dXNlcjpwYXNz",
      `authorization: Bearer ${account.token}, Basic dXNlcjpwYXNz`,
      `authorization: Bearer ${"a".repeat(10_000)}`,
      "authorization: Bearer",
    ];
    for (const [path] of [nested, flat]) {
      for (const authorization of lines) {
        expectEnvelope(
          path,
          await sendRaw(baseURL ?? "", [...requestTo("GET", path, { address }), authorization]),
          401,
        );
      }
    }
  });

  test("headers over 32 KiB are a 431", async ({ baseURL }) => {
    for (const [path] of [nested, flat]) {
      const answer = await sendRaw(baseURL ?? "", [`GET ${path} HTTP/1.1`, `x-long: ${"a".repeat(40_000)}`]);
      expectEnvelope(path, answer, 431);
    }
  });
});

test.describe("paths and methods", () => {
  const paths = [
    "/v1/%00",
    "/v1/prompts/%ff%fe",
    "/v1/prompts/%zz",
    "/api/v1/memories/%00",
    "/api/v1/%c3%28",
    "/v1//prompts",
    "/v1/prompts?search=%00",
    "/api/v1/memories?q=%00",
    "/api/v1/api-keys/%2500",
  ];
  for (const path of paths) {
    test(`GET ${path} is a 400`, async ({ baseURL, account, address }) => {
      expectEnvelope(
        path,
        await sendRaw(baseURL ?? "", requestTo("GET", path, { token: account.token, address })),
        400,
      );
    });
  }

  for (const path of ["/dashboard?search=%00", "/dashboard/api-keys/%2500", "/pricing/../v1/prompts"]) {
    test(`GET ${path}, a page's path, is a 400`, async ({ baseURL, address }) => {
      const answer = await sendRaw(baseURL ?? "", requestTo("GET", path, { address }));
      expect(answer.status).toBe(400);
      expectNoInsides(answer);
    });
  }

  for (const path of ["/v1/prompts.rsc", "/api/v1/memories.rsc", "/_next/data/x/v1/prompts.json", "/%61pi/nothing"]) {
    test(`GET ${path}, another way to write an API path, is a 404`, async ({ baseURL, account, address }) => {
      expectEnvelope(
        path,
        await sendRaw(baseURL ?? "", requestTo("GET", path, { token: account.token, address })),
        404,
      );
    });
  }

  test("answers say once that their type is no guess, pages and API alike", async ({ baseURL, account, address }) => {
    for (const path of ["/v1/prompts", "/api/v1/memories", "/api/nothing", "/", "/icon.svg", "/v1/%00"]) {
      const answer = await sendRaw(baseURL ?? "", requestTo("GET", path, { token: account.token, address }));
      expect(answer.headers.get("x-content-type-options"), path).toBe("nosniff");
    }
  });

  test("headers of Next's client change no answer of the API", async ({ request, account }) => {
    const headers = { ...bearer(account.token).headers, rsc: "1", "next-router-prefetch": "1", "next-url": "/x" };
    for (const [path] of [nested, flat]) {
      const answer = await request.get(path, { headers, maxRedirects: 0 });
      expect(answer.status()).toBe(200);
      expect(answer.headers()["content-type"]).toContain("application/json");
    }
  });

  test("a target with a scheme and host is a 400", async ({ baseURL, address }) => {
    const [, ...rest] = requestTo("GET", "/", { address });
    const answer = await sendRaw(baseURL ?? "", ["GET http://evil.test/v1/prompts HTTP/1.1", ...rest]);
    expect(answer.status).toBe(400);
    expectNoInsides(answer);
  });

  test("unknown paths are a 404, with and without a credential", async ({ baseURL, account, address }) => {
    for (const path of [nested[1], flat[1], "/api/nothing", "/api/user/nothing", "/api/v1/memories/none/none"]) {
      for (const token of [undefined, account.token]) {
        expectEnvelope(path, await sendRaw(baseURL ?? "", requestTo("GET", path, { token, address })), 404);
      }
    }
  });

  test("a method that the path lacks is a 405 that lists the others", async ({ baseURL, account, address }) => {
    for (const [path] of [nested, flat]) {
      for (const method of ["DELETE", "PUT", "PURGE"]) {
        const answer = await sendRaw(baseURL ?? "", requestTo(method, path, { token: account.token, address }));
        expectEnvelope(path, answer, 405);
        expect(answer.headers.get("allow")?.split(", ")).toEqual(expect.arrayContaining(["GET", "POST"]));
      }
    }
  });

  test("TRACE is a 405 everywhere", async ({ baseURL, address }) => {
    for (const path of [...nested, ...flat]) {
      expectEnvelope(path, await sendRaw(baseURL ?? "", requestTo("TRACE", path, { address })), 405);
    }
  });

  test("HEAD answers like GET without the body", async ({ baseURL, account, address }) => {
    for (const [path] of [nested, flat]) {
      const answer = await sendRaw(baseURL ?? "", requestTo("HEAD", path, { token: account.token, address }));
      expect(answer.status).toBe(200);
      expect(answer.body).toBe("");
      expect(answer.headers.get("x-ratelimit-limit")).not.toBeNull();
    }
  });

  test("a preflight from another origin is answered without cookies being allowed", async ({ request }) => {
    for (const [path] of [nested, flat]) {
      const headers = {
        origin: "https://app.example.com",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      };
      const answer = await request.fetch(path, { method: "OPTIONS", headers });
      expect(answer.status()).toBe(204);
      const allowed = answer.headers();
      expect(allowed["access-control-allow-origin"]).toBe("*");
      expect(allowed["access-control-allow-credentials"]).toBeUndefined();
      expect(allowed["access-control-allow-methods"]).toContain("POST");
      expect(allowed["access-control-allow-headers"]?.toLowerCase()).toContain("authorization");
    }
  });

  test("a page of another origin reads the API's description, tracing included", async ({ request }) => {
    const headers = { origin: "https://app.example.com", "access-control-request-headers": "traceparent,baggage" };
    const preflight = await request.fetch("/openapi.json", { method: "OPTIONS", headers });
    expect([preflight.status(), preflight.headers()["access-control-allow-origin"]]).toEqual([204, "*"]);
    expect(preflight.headers()["access-control-allow-headers"]).toContain("traceparent");
    expect((await request.get("/openapi.json", { headers })).headers()["access-control-allow-origin"]).toBe("*");
  });

  test("absurd paging is a 400 that names the field", async ({ request, account }) => {
    for (const query of ["limit=-1", "limit=0", "limit=101", "limit=1e9", "limit=x", "cursor=%F0%9F%98%80"]) {
      for (const [path] of [nested, flat]) {
        const answer = await request.get(`${path}?${query}`, bearer(account.token));
        expect(answer.status(), `${path}?${query}`).toBe(400);
      }
    }
    for (const days of ["-1", "0", "366", "99999999999"]) {
      const answer = await request.get(`/api/v1/api-keys/usage?keyId=x&days=${days}`, bearer(account.token));
      expect(answer.status()).toBe(400);
      expect((await answer.json()).errors[0].field).toBe("days");
    }
  });
});

test.describe("forged headers", () => {
  test("identity headers of ours and of Next open nothing", async ({ request }) => {
    const forged = {
      "x-latchkey-ticket": "anything",
      "x-latchkey-edge": "anything",
      "x-latchkey-client": "127.0.0.1",
      "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware",
      "x-middleware-override-headers": "authorization",
      "x-middleware-request-authorization": "Bearer x",
      "x-middleware-next": "1",
    };
    for (const path of ["/api/user/me", "/api/v1/memories", "/api/dashboard/account"]) {
      expect((await request.get(path, { headers: forged })).status()).toBe(401);
    }
    expect((await request.get("/dashboard", { headers: forged, maxRedirects: 0 })).status()).toBe(307);
  });

  test("addresses invented left of the real one win no new sign-in attempts", async ({ playwright, baseURL }) => {
    const client = randomAddress();
    const request = await playwright.request.newContext(baseURL ? { baseURL } : {});
    const attempt = () => {
      const headers = { "x-forwarded-for": `${randomAddress()}, ${client}`, "x-real-ip": randomAddress() };
      return request.post("/api/auth/login", { data: {}, headers });
    };
    const attempts = await Promise.all(Array.from({ length: 10 }, attempt));
    expect(attempts.map((answer) => answer.status())).toEqual(Array(10).fill(400));
    expect((await attempt()).status()).toBe(429);
    await request.dispose();
  });

  test("plain HTTP behind the trusted proxy is refused for API paths", async ({ request }) => {
    const headers = { "x-forwarded-proto": "http" };
    const data = { email: "nobody@example.test", password };
    expect((await request.post("/api/auth/login", { data, headers })).status()).toBe(403);
  });
});

function requestTo(
  method: string,
  path: string,
  { token, address }: { token?: string | undefined; address: string },
): string[] {
  const authorization = token === undefined ? [] : [`authorization: Bearer ${token}`];
  return [`${method} ${path} HTTP/1.1`, `x-forwarded-for: ${address}`, ...authorization];
}

function expectEnvelope(path: string, answer: RawAnswer, status: number): void {
  expect(answer.status, `${path}: ${answer.body.slice(0, 300)}`).toBe(status);
  expect(answer.headers.get("content-type")).toContain("application/json");
  expect(answer.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
  const body = JSON.parse(answer.body);
  if (path.startsWith("/api/v1")) {
    expect(body).toMatchObject({ success: false, errors: expect.any(Array) });
    expect(body.errors[0]).toMatchObject({ code: expect.any(String), message: expect.any(String) });
    expect(body).toMatchObject({ error: expect.any(String), message: expect.any(String), metadata: { version: "v1" } });
  } else {
    expect(body).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
  }
  expectNoInsides(answer);
}

function expectNoInsides({ body }: RawAnswer): void {
  expect(body).not.toMatch(/<html|\n\s+at |node_modules|\.ts:\d|Prisma|SELECT /i);
}
