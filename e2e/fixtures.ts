import { randomInt, randomUUID } from "node:crypto";
import {
  type APIRequestContext,
  type BrowserContext,
  test as base,
  expect,
  type Locator,
  type Page,
} from "playwright/test";
import { choosePorts } from "./stand-in-ports";

export { expect };

export const password = "correct horse battery staple";

/** A registered user with a session token. */
export type Account = { id: string; email: string; token: string };

type Fixtures = {
  /** The client's address of this test: sign-in is limited by address, for tests as for everybody. */
  address: string;
  account: Account;
  /** Messages in the console and failed requests that this test provokes on purpose; every other one fails it. */
  expectedProblems: RegExp[];
  watch: (context: BrowserContext) => Promise<void>;
  /** A page with the account signed in. */
  signedIn: Page;
  /** A second browser: no cookies of the first, an address of its own. */
  otherBrowser: BrowserContext;
};

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from the pattern
  address: async ({}, use) => use(randomAddress()),
  extraHTTPHeaders: async ({ address }, use) => use({ "x-forwarded-for": address }),
  account: async ({ request }, use) => use(await newAccount(request)),
  // What is in use moves on by itself between being read and changed; it is read and compared again then.
  // biome-ignore lint/correctness/noEmptyPattern: as above
  expectedProblems: async ({}, use) =>
    use([/status of 412 .*\/api\/dashboard\/.*\/(api-keys|tokens|customers|organizations)\//]),
  watch: async ({ expectedProblems }, use) => {
    const problems: string[] = [];
    await use(async (context) => {
      noteProblems(context, problems);
      context.on("page", openWhole);
      // Not every violation of a page's policy is in the console on its own.
      await context.addInitScript(() =>
        document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
          console.error(`The page's policy refused ${violatedDirective} ${blockedURI}`),
        ),
      );
    });
    expect(problems.filter((problem) => !expectedProblems.some((pattern) => pattern.test(problem)))).toEqual([]);
  },
  context: async ({ context, watch }, use) => {
    await watch(context);
    await use(context);
  },
  signedIn: async ({ page, account }, use) => {
    await enter(page.context(), account);
    await use(page);
  },
  otherBrowser: async ({ browser, baseURL, watch }, use) => {
    const extraHTTPHeaders = { "x-forwarded-for": randomAddress() };
    const context = await browser.newContext({ ...(baseURL ? { baseURL } : {}), extraHTTPHeaders });
    await watch(context);
    await use(context);
    await context.close();
  },
});

/** An address from 10/8 that no other test has. */
export function randomAddress(): string {
  return `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
}

/** A user of the server under test, made beside it by the product's own code without the dear hash; `register` is the long way. */
export async function newAccount(request: APIRequestContext): Promise<Account> {
  const form = { email: `user-${randomUUID()}@example.test` };
  const response = await request.post(accountsAt("/accounts"), { form });
  expect(response.status(), await response.text()).toBe(201);
  return response.json();
}

/** Signs an account in to the dashboard of the server under test, beside it as above; `signIn` is the long way. */
export async function enter(context: Pick<BrowserContext, "request">, { email }: { email: string }): Promise<void> {
  const response = await context.request.post(accountsAt("/sessions"), { form: { email } });
  expect(response.status()).toBe(200);
}

/** On the server's own host, whose cookies do not tell ports apart. */
function accountsAt(path: string): string {
  return `http://localhost:${choosePorts().accounts}${path}`;
}

/** Registers a user through the API. */
export async function register(request: APIRequestContext): Promise<Account> {
  const email = `user-${randomUUID()}@example.test`;
  const response = await request.post("/api/auth/register", { data: { email, password } });
  expect(response.status()).toBe(201);
  const { access_token: token, user } = await response.json();
  return { id: user.id, email, token };
}

/** Signs in to the dashboard the way the form does, without drawing it. */
export async function signIn(context: Pick<BrowserContext, "request">, { email }: { email: string }): Promise<void> {
  const { csrfToken } = await (await context.request.get("/api/auth/csrf")).json();
  const form = { csrfToken, email, password, json: "true" };
  const response = await context.request.post("/api/auth/callback/credentials", { form });
  expect(response.status()).toBe(200);
}

/** `Authorization` for a token, as Playwright wants headers. */
export function bearer(token: string): { headers: { authorization: string } } {
  return { headers: { authorization: `Bearer ${token}` } };
}

/**
 * Lets `goto` wait until what the server streamed has taken its place. Until then it stands a second time in the page,
 * hidden, where a locator by label meets it beside what React may have drawn itself.
 */
function openWhole(page: Page): void {
  const goto = page.goto.bind(page);
  page.goto = async (...where) => {
    const response = await goto(...where);
    await page.waitForFunction(() => {
      const streamed = [...document.querySelectorAll("div[hidden][id^='S:']")];
      return streamed.every(({ id }) => {
        const place = document.getElementById(id.replace("S:", "B:"));
        // What was begun and then failed, such as a thing that is not found, stays where it is: nothing waits for it.
        return !place || place.previousSibling?.nodeValue === "$!";
      });
    });
    return response;
  };
}

function noteProblems(context: BrowserContext, problems: string[]): void {
  context.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()} ${message.location().url}`);
  });
  context.on("weberror", (error) => problems.push(`error: ${error.error().stack ?? error.error().message}`));
  context.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    // Leaving a page cancels what it was loading.
    if (reason !== "net::ERR_ABORTED") problems.push(`request: ${reason} ${request.url()}`);
  });
  context.on("response", (response) => {
    if (response.status() >= 500) problems.push(`response: ${response.status()} ${response.url()}`);
  });
}

/**
 * Clicks until `shown` is there. A click before the page is alive opens nothing, and one after it opened meets what
 * covers the button.
 */
export async function clickUntil(button: Locator, shown: Locator): Promise<void> {
  await expect(async () => {
    if (!(await shown.isVisible())) await button.click({ timeout: 2_000 });
    await expect(shown).toBeVisible({ timeout: 2_000 });
  }).toPass();
}

/** Presses Escape until that has the outcome: a key that comes before a dialog listens goes nowhere. */
export async function escapeUntil(
  page: Page,
  outcome: (patience: { timeout: number }) => Promise<void>,
): Promise<void> {
  await expect(async () => {
    await page.keyboard.press("Escape");
    await outcome({ timeout: 3_000 });
  }).toPass();
}

/**
 * Resolves once React answers for an element, whose own property of it says so. Before that Enter in a form, and a click on
 * what sends it, do nothing; `goto` waits for the page's scripts, a link that was clicked for none.
 */
export async function alive(element: Locator): Promise<Locator> {
  const isAnsweredFor = () =>
    element.evaluate((one) => Object.keys(one).some((key) => key.startsWith("__reactProps$")));
  await expect.poll(isAnsweredFor).toBe(true);
  return element;
}

/** Fills in the sign-in form that a page shows, and sends it. */
export async function submitSignIn(page: Page, email: string, text = password): Promise<void> {
  await (await alive(page.getByLabel("Email"))).fill(email);
  await page.getByLabel("Password", { exact: true }).fill(text);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/**
 * Takes a browser's cookies, away from pages of the dashboard: one that finds its session gone leads to the sign-in by
 * itself, across whatever step comes next.
 */
export async function forgetCookies(page: Page): Promise<void> {
  await page.goto("about:blank");
  await page.context().clearCookies();
}

/** A page of somebody whose session has ended leads to the sign-in; one that finds out by itself is on its way there already. */
export async function expectSignedOut(page: Page, path = "/dashboard"): Promise<void> {
  await expect(async () => {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: "Sign in to Latchkey" })).toBeVisible();
  }).toPass();
}
