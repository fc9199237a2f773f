/** Document 001: JWT claims and the bearer middleware in front of prompts, example by example. */
import { bearer, expect, test } from "./fixtures";

const prompt = { name: "my-prompt", description: "A helpful prompt", visibility: "public" };

test("the documented request creates a prompt", async ({ request, account }) => {
  const response = await request.post("/v1/prompts", { data: prompt, ...bearer(account.token) });
  expect(response.status()).toBe(201);
  const created = await response.json();
  expect(created).toMatchObject({ ...prompt, id: expect.any(String) });

  const path = `/v1/prompts/${created.id}/versions`;
  const version = await request.post(path, { data: { content: "Say hello." }, ...bearer(account.token) });
  expect(version.status()).toBe(201);
  expect(await version.json()).toMatchObject({ prompt_id: created.id, version: 1, content: "Say hello." });
});

for (const path of ["/v1/prompts", "/v1/prompts/prm_1/versions"]) {
  test(`POST ${path} answers 401 without a token and with a bad one`, async ({ request }) => {
    const missing = await request.post(path, { data: prompt });
    expect(missing.status()).toBe(401);
    expect(await missing.json()).toEqual({ error: { code: "UNAUTHORIZED", message: "missing bearer token" } });
    const invalid = await request.post(path, { data: prompt, ...bearer("YOUR_JWT_TOKEN") });
    expect(invalid.status()).toBe(401);
    expect(await invalid.json()).toEqual({ error: { code: "UNAUTHORIZED", message: "invalid access token" } });
  });
}

test("without a credential only public prompts are listed", async ({ request, account }) => {
  const hidden = { ...prompt, name: `hidden-${account.id}`, visibility: "private" };
  const shown = { ...prompt, name: `shown-${account.id}` };
  for (const data of [hidden, shown]) {
    expect((await request.post("/v1/prompts", { data, ...bearer(account.token) })).status()).toBe(201);
  }
  const list = await (await request.get("/v1/prompts?limit=100")).text();
  expect(list).toContain(shown.name);
  expect(list).not.toContain(hidden.name);
});

test("a free organization is told its limits, and 429 when the burst is over", async ({ request, account }) => {
  // All at once: the bucket of ten refills by one a second.
  const answers = await Promise.all(
    Array.from({ length: 30 }, () => request.get("/v1/prompts", bearer(account.token))),
  );
  const passed = answers.filter((answer) => answer.status() === 200);
  expect(passed.length).toBeGreaterThanOrEqual(10);
  for (const answer of passed) {
    expect(answer.headers()).toMatchObject({ "x-ratelimit-limit": "60", "x-ratelimit-policy": "60/minute" });
  }
  const refused = answers.find((answer) => answer.status() === 429);
  expect(await refused?.json()).toEqual({ error: { code: "RATE_LIMITED", message: expect.any(String) } });
  expect(Number(refused?.headers()["retry-after"])).toBeGreaterThanOrEqual(1);
  expect(refused?.headers()["x-ratelimit-retry-after"]).toBe(refused?.headers()["retry-after"]);
});
