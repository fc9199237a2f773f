import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { APIRequestContext } from "playwright/test";
import { createClient } from "@/lib/client/client";
import { bearer, expect, test } from "./fixtures";

/** A key as a reader of the document has one: made before, by a person. */
async function existingKey(request: APIRequestContext, token: string, wanted: object): Promise<string> {
  const made = await request.post("/api/v1/api-keys", { data: { name: "Existing", ...wanted }, ...bearer(token) });
  expect(made.status()).toBe(201);
  return (await made.json()).data.plainKey;
}

const memoryKey = { environment: "production", scopes: ["read:memories", "write:memories"] };
const promptsKey = { environment: "production", scopes: ["prompts:read"] };

/**
 * The JavaScript samples of the documents against the running server, with API keys. A sample's own server name is this
 * one's. Document 002's `/api/memories`, a path of the reader's own server, is the API's `/api/v1/memories`.
 */
test.describe("document 002's samples", () => {
  test("the .env and config.ts samples: key and tenant are read from the environment, and work", async ({
    account,
    request,
    baseURL,
    address,
  }) => {
    const key = await existingKey(request, account.token, memoryKey);
    const folder = await mkdtemp(join(tmpdir(), "document-env-"));
    try {
      const file = join(folder, ".env");
      await writeFile(file, `HEROBRAIN_API_KEY=${key}\nHEROBRAIN_TENANT_ID=${account.id}\n`);
      process.loadEnvFile(file);
      const config = {
        herobrain: {
          apiKey: process.env.HEROBRAIN_API_KEY ?? "",
          tenantId: process.env.HEROBRAIN_TENANT_ID ?? "",
          baseUrl: baseURL ?? "",
        },
      };
      const hb = createClient({
        ...config.herobrain,
        fetch: (url, init) => fetch(url, { ...init, headers: { ...init?.headers, "x-forwarded-for": address } }),
      });
      const { data } = await hb.memories.create({ content: "From the environment", type: "episodic" });
      expect(data).toMatchObject({ content: "From the environment", tenantId: account.id });
    } finally {
      for (const name of ["HEROBRAIN_API_KEY", "HEROBRAIN_TENANT_ID"]) delete process.env[name];
      await rm(folder, { recursive: true });
    }
  });

  test("rotateApiKey makes a new key, hands it on and revokes the old one", async ({
    account,
    request,
    baseURL,
    address,
  }) => {
    const hb = createClient({
      baseUrl: baseURL ?? "",
      // Not the key that the sample revokes: a key ends with the one that made it.
      apiKey: await existingKey(request, account.token, memoryKey),
      fetch: (url, init) => fetch(url, { ...init, headers: { ...init?.headers, "x-forwarded-for": address } }),
    });
    const environment: Record<string, string> = {};
    const updateEnvironmentVariable = (name: string, value: string) => {
      environment[name] = value;
    };

    async function rotateApiKey(oldKeyId: string) {
      const newKey = await hb.apiKeys.create({
        name: `Production ${new Date().toISOString().split("T")[0]}`,
        environment: "production",
        scopes: ["read:memories", "write:memories"],
      });
      updateEnvironmentVariable("HEROBRAIN_API_KEY", newKey.data.plainKey);
      await hb.apiKeys.revoke({
        keyId: oldKeyId,
      });
    }

    const old = await hb.apiKeys.create({ name: "Old", environment: "production", scopes: ["read:memories"] });
    await rotateApiKey(old.data.keyId);
    const call = (key: string) =>
      fetch(`${baseURL}/api/v1/memories`, { headers: { authorization: `Bearer ${key}` } }).then(({ status }) => status);
    expect(await call(environment.HEROBRAIN_API_KEY ?? "")).toBe(200);
    expect(await call(old.data.plainKey)).toBe(401);
  });

  test("makeApiCall waits as X-RateLimit-Retry-After says and gets its answer in the end", async ({
    account,
    request,
    baseURL,
  }) => {
    const key = await existingKey(request, account.token, memoryKey);
    const statuses: number[] = [];
    async function makeApiCall(): Promise<{ success: boolean }> {
      const response = await fetch(`${baseURL}/api/v1/memories`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${key}` },
        body: JSON.stringify({ content: "Test memory", type: "episodic" }),
      });
      statuses.push(response.status);
      if (response.status === 429) {
        const retryAfter = response.headers.get("X-RateLimit-Retry-After");
        const resetTime = response.headers.get("X-RateLimit-Reset");
        expect(Number.isNaN(new Date(parseInt(resetTime ?? "", 10) * 1000).getTime())).toBe(false);
        // The document's own sample waits so.
        await new Promise((resolve) => setTimeout(resolve, parseInt(retryAfter ?? "", 10) * 1000));
        return makeApiCall();
      }
      return response.json();
    }

    // Free: 20 at once, 10 a minute after that.
    const results = [];
    for (let count = 0; count < 21; count += 1) results.push(await makeApiCall());
    expect(results.every(({ success }) => success)).toBe(true);
    expect(statuses.filter((status) => status === 429)).toEqual([429]);
    expect(statuses.filter((status) => status === 201)).toHaveLength(21);
  });

  test("decodeJWT reads the tenant from a session token", async ({ account, request }) => {
    function decodeJWT(token: string) {
      return JSON.parse(atob(token.split(".")[1] ?? ""));
    }
    const payload = decodeJWT(account.token);
    expect(payload.sub).toBe(account.id);
    const memories = await request.get(`/api/v1/memories?tenantId=${payload.sub}`, bearer(account.token));
    expect(memories.status()).toBe(200);
    expect(new Date(payload.exp * 1000).getTime()).toBeGreaterThan(Date.now());
  });
});

test("document 003's apiRequest waits as Retry-After says and reads what remains", async ({
  account,
  request,
  baseURL,
}) => {
  const warnings: string[] = [];
  let limited = 0;
  async function apiRequest(url: string, options: RequestInit): Promise<Response> {
    const response = await fetch(url, options);
    if (response.status === 429) {
      limited += 1;
      const retryAfter = parseInt(response.headers.get("Retry-After") || "60", 10);
      // The document's own sample waits so.
      await new Promise((resolve) => setTimeout(resolve, retryAfter * 1000));
      return apiRequest(url, options);
    }
    const remaining = parseInt(response.headers.get("X-RateLimit-Remaining") || "0", 10);
    if (remaining < 10) warnings.push(`Low API quota: ${remaining} requests remaining`);
    return response;
  }
  const options = {
    headers: { Authorization: `Bearer ${await existingKey(request, account.token, promptsKey)}` },
  };
  // Free: 10 at once, one a second after that. Rounds run all at once, until a round met the limit on a slow machine
  // too.
  while (limited === 0) {
    const requests = Array.from({ length: 14 }, () => apiRequest(`${baseURL}/v1/prompts`, options));
    for (const response of await Promise.all(requests)) expect(response.status).toBe(200);
  }
  expect(warnings).toEqual([]);
});
