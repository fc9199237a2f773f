import type { APIRequestContext, Page } from "playwright/test";
import { pagesOfAdministrators, pagesOfEverybody } from "./dashboard-pages";
import { bearer, expect, password, test } from "./fixtures";
import { expectAccessibleAnywhere } from "./looks";
import { signInAsOperator } from "./operator";
import { pagesOperatorEmail } from "./operator-email";

// Some forty pages.
test.describe.configure({ timeout: 300_000 });

/** How requests of a page fail, one after the other; a server names how long to wait where it is busy. */
const failures = [
  { status: 500, body: { error: { code: "INTERNAL_ERROR", message: "Something went wrong on our side" } } },
  { status: 503, body: { error: { code: "UNAVAILABLE", message: "The server is busy" } }, wait: "7" },
  { status: 429, body: { error: { code: "RATE_LIMIT_EXCEEDED", message: "Too many requests" } }, wait: "7" },
  "offline",
] as const;
type Failure = (typeof failures)[number];

/** Pages on whose frames the others are built fail in every way; the others in one, each in turn. */
const inEveryWay = ["/api-keys", "/tokens", "/usage"];

/** Its steps are told by the server, so it asks for nothing that could fail. */
const asksForNothing = "/welcome";
const lists = [...pagesOfEverybody, ...pagesOfAdministrators].filter((path) => path !== asksForNothing);

test("every page of the dashboard says what it could not read, however that failed, and shows it once one tries again", async ({
  page,
  request,
  expectedProblems,
}) => {
  expectedProblems.push(/status of (429|500|503)/, /^response: 50[03]/, /ERR_INTERNET_DISCONNECTED/);
  await signInAsOperator(page, pagesOperatorEmail);
  const details = await makeDetails(request);
  await page.clock.install();
  const failing = await letRequestsFail(page);
  await page.goto("/dashboard/welcome");
  for (const [place, part] of [...lists, ...details].entries()) {
    const path = `/dashboard${part}`;
    const ways = inEveryWay.includes(part) ? failures : failures.slice(place % failures.length).slice(0, 1);
    await test.step(path, () => expectWordsAndRetry(page, failing, path, ways));
  }
});

/** Addresses of one thing of each kind whose page reads more of it. */
async function makeDetails(request: APIRequestContext): Promise<string[]> {
  const signedIn = await request.post("/api/auth/login", { data: { email: pagesOperatorEmail, password } });
  const { access_token: token } = await signedIn.json();
  const user = await (await request.get("/api/user/me", bearer(token))).json();
  const make = async (path: string, data: object) => {
    const made = await request.post(path, { data, ...bearer(token) });
    expect(made.status(), `${path}: ${await made.text()}`).toBe(201);
    return made.json();
  };
  const key = await make("/api/v1/api-keys", { name: "Read", environment: "development", scopes: ["prompts:read"] });
  const customer = await make("/api/v1/customers", { external_id: "failing" });
  await make("/api/v1/meters", { key: "failing", event_type: "failing", aggregation: "count" });
  const limits = { data: { windows: [], concurrency: 5 }, ...bearer(token) };
  expect((await request.put("/api/v1/limits/failing", limits)).ok()).toBe(true);
  const webhook = await make("/v1/webhooks", { url: "https://hooks.example.test/a", events: ["key.created"] });
  const prompt = await make("/v1/prompts", { name: "Read", content: "Hello" });
  const dataset = await make("/v1/datasets", { name: "Read" });
  return [
    `/api-keys/${key.data.id}`,
    `/webhooks/${webhook.id}`,
    `/prompts/${prompt.id}`,
    `/evaluations/datasets/${dataset.id}`,
    `/admin/customers/${customer.data.id}`,
    "/admin/meters/failing",
    "/admin/limits/failing",
    `/admin/users/${user.id}`,
    `/admin/organizations/${user.id}`,
  ];
}

type Failing = { now: Failure | null; met: number };

/** Lets a page ask for all that it shows, as if the server could have read nothing before, and each of these requests fail. */
async function letRequestsFail(page: Page): Promise<Failing> {
  const failing: Failing = { now: null, met: 0 };
  await page.route(
    (url) => url.pathname.startsWith("/api/dashboard/"),
    async (route) => {
      const failure = failing.now;
      if (failure === null || route.request().method() !== "GET") return route.continue();
      failing.met += 1;
      if (failure === "offline") return route.abort("internetdisconnected");
      const wait = "wait" in failure ? { "retry-after": failure.wait } : {};
      return route.fulfill({ status: failure.status, json: failure.body, headers: wait });
    },
  );
  // What the server read before is handed to the page under its hash. Under another, of the same length, nothing asks for it.
  await page.route(
    (url) => url.searchParams.has("_rsc"),
    async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replaceAll('"queryHash":"[', '"queryHash":"{');
      const { "content-encoding": _coded, "content-length": _length, ...headers } = response.headers();
      await route.fulfill({ status: response.status(), headers, body });
    },
  );
  return failing;
}

async function expectWordsAndRetry(
  page: Page,
  failing: Failing,
  path: string,
  [first, ...others]: readonly Failure[],
): Promise<void> {
  failing.now = first ?? null;
  await page.evaluate((to) => {
    const { next } = window as unknown as { next: { router: { push(path: string): void } } };
    next.router.push(to);
  }, path);
  await page.waitForURL((url) => url.pathname === path);
  const retry = page.locator("main").getByRole("button", { name: "Retry" }).filter({ visible: true });
  const failed = page
    .locator("main")
    .getByRole("alert")
    .filter({ has: page.getByRole("button", { name: "Retry" }), visible: true });
  // Later tries of the page's own come after some seconds, which need not pass.
  const settled = () =>
    expect(async () => {
      await page.clock.fastForward(5_000);
      await expect(failed.first()).toContainText(/unavailable|could not/i, { timeout: 300 });
      await expect(retry.first()).toBeEnabled({ timeout: 100 });
    }, path).toPass({ timeout: 20_000 });
  await settled();
  for (const failure of others) {
    failing.now = failure;
    const before = failing.met;
    await retry.first().click();
    await expect.poll(() => failing.met, `${path} asks again`).toBeGreaterThan(before);
    await settled();
  }
  // The navigation beside it is looked at with every page that could be read.
  await expectAccessibleAnywhere(page, `${path.replaceAll("/", " ")} failed`, "main");
  failing.now = null;
  await expect(async () => {
    for (const button of await retry.all()) await button.click({ timeout: 1_000 });
    await expect(retry).toHaveCount(0, { timeout: 1_000 });
  }, `${path} shows what it could not read`).toPass({ timeout: 20_000 });
}
