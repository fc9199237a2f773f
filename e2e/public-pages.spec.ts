import { expect, test } from "./fixtures";

test("the reference has a page for each endpoint, which works under a policy without a nonce", async ({ page }) => {
  const answered = await page.goto("/docs");
  const policy = answered?.headers()["content-security-policy"] ?? "";
  expect(policy).toMatch(/script-src 'self'( 'sha256-[\w+/]+=*'){3};/);
  expect(policy).not.toMatch(/nonce|strict-dynamic|script-src[^;]*unsafe/);
  await page.getByRole("link", { name: "POST /v1/prompts Create a prompt" }).click();
  await expect(page).toHaveURL(/\/docs\/prompts\/post-v1-prompts$/);
  await expect(page.getByRole("heading", { level: 1, name: "Create a prompt" })).toBeVisible();
  await page.getByText("Fields of the answer").click();
  await expect(page.getByText("visibility", { exact: true }).last()).toBeVisible();
});

for (const from of ["/docs#post-v1-prompts", "/docs/prompts#post-v1-prompts"]) {
  test(`an address into the reference of before leads to the endpoint: ${from}`, async ({ page }) => {
    await page.goto(from);
    await expect(page).toHaveURL(/\/docs\/prompts\/post-v1-prompts$/);
  });
}

test("each page of the reference takes at most 60 KB, with a strong ETag, and may be kept by proxies", async ({
  request,
}) => {
  const pagesOf = async (path: string) => {
    const body = await (await request.get(path)).text();
    return [...new Set([...body.matchAll(/href="(\/docs\/[a-z0-9/-]+)"/g)].map(([, href = ""]) => href))];
  };
  const paths = await pagesOf("/docs");
  expect(paths.length).toBeGreaterThan(150);
  for (const [place, path] of ["/docs", ...paths].entries()) {
    // Views are counted by address.
    const headers = { "accept-encoding": "br", "x-forwarded-for": `198.51.100.${place % 200}` };
    const answered = await request.get(path, { headers });
    expect([path, answered.status()]).toEqual([path, 200]);
    expect([path, Number(answered.headers()["content-length"])]).toEqual([path, expect.any(Number)]);
    expect(Number(answered.headers()["content-length"]), path).toBeLessThan(60_000);
    expect(answered.headers().etag, path).toMatch(/^"[\w-]+-br"$/);
    expect(answered.headers()["cache-control"], path).toMatch(/^public, /);
  }
});

test("what tells that there is no such page is the one main of its document", async ({ page, expectedProblems }) => {
  expectedProblems.push(/status of 404/);
  for (const path of ["/design", "/docs/nothing", "/nothing"]) {
    const answered = await page.goto(path);
    expect([path, answered?.status()]).toEqual([path, 404]);
    await expect(page.getByRole("heading", { level: 1, name: "There is no such page" })).toBeVisible();
    await expect(page.getByRole("main")).toHaveCount(1);
  }
});

test("the icon is there by the path too that browsers try of themselves", async ({ request }) => {
  const [tried, named] = [await request.get("/favicon.ico"), await request.get("/icon.svg")];
  expect([tried.status(), tried.headers()["content-type"]]).toEqual([200, "image/svg+xml"]);
  expect(await tried.text()).toBe(await named.text());
});

for (const path of ["/", "/pricing", "/docs", "/docs/prompts", "/docs/prompts/post-v1-prompts", "/openapi.json"]) {
  test(`${path} may be kept by proxies, comes compressed, and is not sent again to a client that holds it`, async ({
    request,
  }) => {
    const get = (headers: Record<string, string>) =>
      request.get(path, { headers: { "accept-encoding": "br", ...headers } });
    const first = await get({});
    expect(first.status()).toBe(200);
    const { etag = "", ...headers } = first.headers();
    expect(etag).toMatch(/^"[\w-]+-br"$/);
    expect(headers["cache-control"]).toMatch(/^public, /);
    expect(headers["content-encoding"]).toBe("br");
    expect(Number(headers["content-length"])).toBeLessThan(60_000);
    const second = await get({ "if-none-match": etag });
    expect(second.status()).toBe(304);
    expect((await second.body()).length).toBe(0);
    expect((await get({ "accept-encoding": "identity" })).headers().etag).not.toBe(etag);
  });
}

test("a signed-in user sees pages of their own, which no cache keeps", async ({ signedIn: page }) => {
  const answered = await page.goto("/pricing");
  expect(answered?.headers()["cache-control"]).toMatch(/private|no-store/);
  await expect(page.getByRole("banner").getByRole("link", { name: "Dashboard" })).toBeVisible();
});

test("a signed-in user gets the reference from memory too, with the way to the dashboard, and no proxy keeps it", async ({
  signedIn: page,
}) => {
  for (const path of ["/docs", "/docs/prompts", "/docs/conformance", "/"]) {
    const answered = await page.goto(path);
    const { etag, ...headers } = answered?.headers() ?? {};
    expect([path, answered?.status(), headers["cache-control"]]).toEqual([path, 200, "private, no-cache"]);
    expect(etag).toMatch(/^"[\w-]+"$/);
    await expect(page.getByRole("banner").getByRole("link", { name: "Dashboard" })).toBeVisible();
    await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeHidden();
  }
});

test("the status page tells whether requests are answered now, and no cache keeps what it told", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("contentinfo").getByRole("link", { name: "Status" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Status" })).toBeVisible();
  await expect(page.getByText("Everything works")).toBeVisible();
  await expect(page.getByRole("heading", { name: "The last 90 days" })).toBeVisible();
  await expect(page.getByRole("img", { name: /^Stored data: worked \d/ })).toBeVisible();
  const answered = await page.reload();
  expect(answered?.headers()["cache-control"]).toContain("no-store");
});
