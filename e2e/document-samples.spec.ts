import { createClient } from "@/lib/client/client";
import { expect, test } from "./fixtures";

/** The JavaScript samples of the documents, as they stand there, against the running server. */
test.describe("document 002's samples", () => {
  test("rotateApiKey makes a new key, hands it on and revokes the old one", async ({ account, baseURL, address }) => {
    const hb = createClient({
      baseUrl: baseURL ?? "",
      apiKey: account.token,
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
    baseURL,
  }) => {
    const statuses: number[] = [];
    async function makeApiCall(): Promise<{ success: boolean }> {
      const response = await fetch(`${baseURL}/api/v1/memories`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${account.token}` },
        body: JSON.stringify({ content: "Test memory", type: "episodic" }),
      });
      statuses.push(response.status);
      if (response.status === 429) {
        const retryAfter = response.headers.get("X-RateLimit-Retry-After");
        const resetTime = response.headers.get("X-RateLimit-Reset");
        expect(Number.isNaN(new Date(parseInt(resetTime ?? "", 10) * 1000).getTime())).toBe(false);
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

  test("decodeJWT reads the tenant from a session token", async ({ account }) => {
    function decodeJWT(token: string) {
      return JSON.parse(atob(token.split(".")[1] ?? ""));
    }
    const payload = decodeJWT(account.token);
    expect(payload.sub).toBe(account.id);
    expect(new Date(payload.exp * 1000).getTime()).toBeGreaterThan(Date.now());
  });
});

test("document 003's apiRequest waits as Retry-After says and reads what remains", async ({ account, baseURL }) => {
  const warnings: string[] = [];
  let limited = 0;
  async function apiRequest(url: string, options: RequestInit): Promise<Response> {
    const response = await fetch(url, options);
    if (response.status === 429) {
      limited += 1;
      const retryAfter = parseInt(response.headers.get("Retry-After") || "60", 10);
      await new Promise((resolve) => setTimeout(resolve, retryAfter * 1000));
      return apiRequest(url, options);
    }
    const remaining = parseInt(response.headers.get("X-RateLimit-Remaining") || "0", 10);
    if (remaining < 10) warnings.push(`Low API quota: ${remaining} requests remaining`);
    return response;
  }
  const options = { headers: { Authorization: `Bearer ${account.token}` } };
  // Free: 10 at once, one a second after that.
  for (let count = 0; count < 12; count += 1) {
    expect((await apiRequest(`${baseURL}/v1/prompts`, options)).status).toBe(200);
  }
  expect(limited).toBeGreaterThan(0);
  expect(warnings).toEqual([]);
});
