/** The worked example: a company's small API behind Latchkey, as examples/image-api/README.md builds it, on a deployment of its own. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser } from "playwright/test";
import { keyFields, openCompanyPage, visitCompanyPage } from "./company-page";
import { openExample, startExample } from "./example-service";
import { type Account, expect, password, test } from "./fixtures";
import type { Running } from "./guarded-service";
import { expectLooks } from "./looks";
import { startNginx } from "./nginx";
import { openProductRoom, type ProductRoom } from "./product-process";

test.describe.configure({ mode: "serial" });
const run = promisify(execFile);
let room: ProductRoom;
let example: Awaited<ReturnType<typeof openExample>>;
let latchkey: string;
let company: Account;
let serviceKey: string;
/** How the programs of the company's backend are run. */
let backend: { cwd: string; env: NodeJS.ProcessEnv };
let keys: Record<string, string>;
const services: Running[] = [];

/** A request of the deployment, as the company's administrator unless told otherwise. */
async function ask(path: string, body?: object, token = company.token) {
  const response = await fetch(`${latchkey}${path}`, {
    method: body ? "POST" : "GET",
    headers: { authorization: `Bearer ${token}`, ...(body ? { "content-type": "application/json" } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  expect(response.ok, `${path}: ${response.status}`).toBe(true);
  return response.json();
}

/** A request of the image API with a key. */
async function call(port: number, key: string, path: string, body?: object) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: body ? "POST" : "GET",
    headers: { "x-api-key": key, ...(body ? { "content-type": "application/json" } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

const status = async (...args: Parameters<typeof call>) => (await call(...args)).status;
const jsonOf = ({ bytes }: Awaited<ReturnType<typeof call>>) => JSON.parse(bytes.toString());

test.beforeAll(async () => {
  room = await openProductRoom();
  const product = await room.start();
  await product.ready;
  latchkey = `http://localhost:${product.port}`;
  const registered = await fetch(`${latchkey}/api/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: "company@example.test", password }),
  });
  const { access_token: token, user } = await registered.json();
  company = { id: user.id, email: "company@example.test", token };
  example = await openExample("image-api");
  const apply = ["scripts/latchkey.mjs", "apply", join(example.folder, "latchkey.yaml"), "--yes"];
  await run(process.execPath, apply, { env: room.env });
  const management = await ask("/api/v1/management-keys", {
    name: "Sign-ups",
    scopes: ["manage:customers:write", "manage:keys:write", "manage:portal:write"],
    products: ["images"],
  });
  const service = await ask("/api/v1/api-keys", { name: "Image service", scopes: ["keys:verify"] });
  serviceKey = service.data.plainKey;
  const settings = { LATCHKEY_URL: latchkey, LATCHKEY_MANAGEMENT_KEY: management.key };
  backend = { cwd: example.folder, env: { ...process.env, ...settings } };
  const made = await run(process.execPath, ["make-customers.mjs"], backend);
  keys = JSON.parse(made.stdout);
});
test.afterAll(async () => {
  for (const { stop } of services.reverse()) await stop();
  await example.close();
  await room.close();
});

async function startImages(settings: Record<string, string>): Promise<Running> {
  const service = await startExample([process.execPath, "server.mjs"], example.folder, {
    LATCHKEY_URL: latchkey,
    ...settings,
  });
  services.push(service);
  return service;
}

const summer = "/v1/albums/summer/images";
const drawn = { width: 20, height: 10, colour: "#ff8800" };
const keyOf = (customer: string) => keys[customer] ?? "";

test("behind the middleware a customer draws, sees and resizes images, and meets nobody else's", async () => {
  const { port } = await startImages({ LATCHKEY_SERVICE_KEY: serviceKey });
  const studio = keyOf("studio-7");
  const made = await call(port, studio, summer, drawn);
  expect([made.status, jsonOf(made)]).toEqual([201, { id: "image-1", ...drawn }]);
  const image = await call(port, studio, `${summer}/image-1`);
  expect(image.headers.get("content-type")).toBe("image/png");
  expect([image.bytes.readUInt32BE(16), image.bytes.readUInt32BE(20)]).toEqual([20, 10]);
  const resized = await call(port, studio, `${summer}/image-1/resize`, { width: 5, height: 5 });
  expect(jsonOf(resized)).toMatchObject({ width: 5, height: 5 });
  expect(jsonOf(await call(port, studio, "/v1/albums"))).toEqual({ albums: ["summer"] });

  const hobby = keyOf("hobby-3");
  expect(jsonOf(await call(port, hobby, summer))).toEqual({ images: [] });
  expect(await status(port, hobby, `${summer}/image-1`)).toBe(404);
  expect(await status(port, studio, summer, { width: 0, height: 1 })).toBe(400);
  expect(await status(port, studio, "/v1/unknown")).toBe(404);
  expect(await status(port, "img_live_nonsense", summer)).toBe(401);
  expect(await status(port, "", summer)).toBe(401);
});

test("behind nginx the same service learns who calls from a signed header, and is reached no other way", async () => {
  const { port: direct } = await startImages({ GUARD: "proxy" });
  const nginx = await startNginx(join(example.folder, "nginx.conf"), {
    "3000": Number(new URL(latchkey).port),
    "9000": direct,
  });
  services.push(nginx);
  const studio = keyOf("studio-7");
  expect(await status(direct, studio, summer)).toBe(401);
  expect(jsonOf(await call(nginx.port, studio, summer, drawn))).toMatchObject({ id: "image-1" });
  expect(jsonOf(await call(nginx.port, studio, "/v1/albums"))).toEqual({ albums: ["summer"] });
  expect(await status(nginx.port, studio, "/v1/unknown")).toBe(403);
  expect(await status(nginx.port, "img_live_nonsense", summer)).toBe(401);

  // A key for one album.
  const { data } = await ask("/api/v1/api-keys", { name: "Kiosk", scopes: ["images:read:summer"] });
  expect(await status(nginx.port, data.plainKey, summer)).toBe(200);
  expect(await status(nginx.port, data.plainKey, "/v1/albums/winter/images")).toBe(403);
  expect(await status(nginx.port, data.plainKey, "/v1/albums")).toBe(403);
  expect(await status(nginx.port, data.plainKey, summer, drawn)).toBe(403);
});

test("a customer of the free plan spends thirty units a month, of which resizing takes ten, behind both alike", async () => {
  const [middleware, , nginx] = services;
  const hobby = keyOf("hobby-3");
  const ports = [middleware?.port ?? 0, nginx?.port ?? 0];
  const statuses: number[] = [];
  // Two questions about albums were counted above; each drawing takes two more.
  for (let turn = 0; turn < 16; turn += 1) statuses.push(await status(ports[turn % 2] ?? 0, hobby, summer, drawn));
  expect(statuses).toEqual([...Array(14).fill(201), 429, 429]);
  const refused = await call(middleware?.port ?? 0, hobby, summer);
  expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([429, true]);
  expect(await status(nginx?.port ?? 0, keyOf("studio-7"), summer)).toBe(200);
});

/** A browser in which the company's administrator is signed in. */
async function signInAsCompany(browser: Browser) {
  const context = await browser.newContext({ baseURL: latchkey });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(company.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  return { page, context };
}

test("the company sees the requests of its customers under their endpoints, in its own name", async ({ browser }) => {
  const byCustomer = async () => {
    const { groups } = await ask("/v1/usage?group=customer");
    return groups?.length ?? 0;
  };
  await expect.poll(byCustomer).toBeGreaterThan(1);
  const { page, context } = await signInAsCompany(browser);
  await expect(page).toHaveTitle(/Pictor/);
  await page.goto("/dashboard/usage?group=customer");
  await expect(page.getByRole("main")).toContainText("Studio Seven");
  await expect(page.getByRole("main")).toContainText("Hana's hobby");
  await page.goto("/dashboard/usage?group=endpoint");
  await expect(page.getByRole("main")).toContainText("draw-image");
  await context.close();
});

test("the reference shows the company's endpoints from its own document, with the header in which its keys come", async ({
  browser,
}) => {
  const context = await browser.newContext({ baseURL: latchkey });
  const page = await context.newPage();
  await page.goto("/docs/images");
  await expect(page.getByRole("heading", { level: 1, name: "Images" })).toBeVisible();
  await expectLooks(page, "a company's own product in the reference");
  await page.getByRole("main").getByRole("link", { name: "Draw an image" }).first().click();
  await expect(page).toHaveURL("/docs/images/post-v1-albums-album-images");
  await expect(page.getByRole("heading", { level: 1, name: "Draw an image" })).toBeVisible();
  await expect(page.getByText("images:write").first()).toBeVisible();
  await expect(page.getByText("X-API-Key: $API_KEY").first()).toBeVisible();
  await expect(page.getByText("https://images.pictor.example").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Try it" })).toHaveCount(0);
  await expectLooks(page, "an endpoint of a company's own");
  const tag = (await page.request.get(page.url())).headers().etag ?? "";
  expect(tag).toMatch(/^"/);
  const again = await page.request.get(page.url(), { headers: { "if-none-match": tag } });
  expect(again.status()).toBe(304);
  expect(await (await page.request.get("/llms.txt")).text()).toContain("/docs/images/post-v1-albums-album-images.md");
  await context.close();
});

test("the company takes a new document in the editor, and the reference shows it once it is in place", async ({
  browser,
}) => {
  const { page, context } = await signInAsCompany(browser);
  await page.goto("/dashboard/admin/catalogue");
  await page.getByRole("button", { name: "OpenAPI document…" }).click();
  const dialog = page.getByRole("dialog", { name: "OpenAPI document" });
  const text = await readFile(join(example.folder, "openapi.yaml"), "utf8");
  const file = (content: string) => ({ name: "openapi.yaml", mimeType: "text/plain", buffer: Buffer.from(content) });
  await dialog.getByLabel("File").setInputFiles(file(text.replace("paths:", "paths: 7 #")));
  await dialog.getByRole("button", { name: "Take into the document" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Line ");
  await expectLooks(page, "the dialog that takes an OpenAPI document");
  await dialog
    .getByLabel("File")
    .setInputFiles(file(text.replace("summary: Draw an image", "summary: Paint an image")));
  await dialog.getByRole("button", { name: "Take into the document" }).click();
  await expect(dialog).toHaveCount(0);
  await page.getByRole("button", { name: "Show plan" }).click();
  const plan = page.getByRole("dialog", { name: "Plan" });
  await expect(plan.getByRole("list", { name: "Changes" })).toContainText("products.images.openapi");
  await expectLooks(page, "a plan with an OpenAPI document");
  await plan.getByRole("button", { name: "Put in place" }).click();
  await expect(plan).toHaveCount(0);
  const reference = () => page.request.get("/docs/images").then((answer) => answer.text());
  await expect.poll(reference).toContain("Paint an image");
  await context.close();
});

test("a customer opens their portal by a link, makes a key that works, and sees what they used", async ({
  browser,
}) => {
  const [middleware] = services;
  const made = await run(process.execPath, ["open-portal.mjs", "studio-7"], backend);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(made.stdout.trim());
  // The link is taken, and then its page is drawn: two slow steps on a busy machine.
  await expect(page.getByRole("heading", { level: 1, name: "Studio Seven" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("Pictor").first()).toBeVisible();
  await page.getByRole("button", { name: "Create API key" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Press");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Copy your new key" });
  const key = (await dialog.getByText(/^img_live_/).textContent()) ?? "";
  expect(await status(middleware?.port ?? 0, key, summer)).toBe(200);
  await expect(page.getByText("monthly").first()).toBeVisible();
  await context.close();
});

/** A token for the component in the company's page, as the company's backend asks for it. */
async function embedToken(origin: string): Promise<string> {
  const wish = { external_id: "studio-7", embed: true, origin, scopes: ["images:read:*"], ttl: 900 };
  return (await ask("/api/v1/portal/sessions", wish, backend.env.LATCHKEY_MANAGEMENT_KEY)).data.token;
}

test("in the company's own page, of another origin and with a strict policy, a customer makes, replaces and revokes a key", async ({
  browser,
}) => {
  const company = await openCompanyPage(latchkey, embedToken);
  const { context, page, broken } = await visitCompanyPage(browser, company);
  const { open, name, create, shown } = keyFields(page);
  await open.click();
  await name.fill("Reader");
  await create.click();
  await expect(shown).toHaveValue(/^img_live_/);
  const first = await shown.inputValue();
  await page.keyboard.press("Escape"); // It cannot be lost before somebody has it.
  await expect(shown).toBeVisible();
  await page.getByLabel("I have stored it").check();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(shown).toHaveCount(0);
  // The list is read anew; by keyboard one goes on where one was.
  await expect(page.getByRole("button", { name: "Replace Reader" })).toBeVisible();
  await expect(open).toBeFocused();
  const port = services[0]?.port ?? 0;
  expect(await status(port, first, summer)).toBe(200);
  expect(await page.content()).not.toContain(first);
  // Browsers draw their own bar dark beside some accents, so that an empty one looks full.
  const bar = page.getByRole("progressbar").first();
  await expect(bar).toHaveCSS("appearance", "none");
  await page.getByRole("button", { name: "Replace Reader" }).click();
  await page.getByLabel("The old key stops working").selectOption("Now");
  await page.getByRole("button", { name: "Replace key" }).click();
  await expect(shown).toHaveValue(/^img_live_/);
  const second = await shown.inputValue();
  expect(second).not.toBe(first);
  await page.getByLabel("I have stored it").check();
  await page.keyboard.press("Escape");
  await expect.poll(() => status(port, first, summer)).toBe(401);
  expect(await status(port, second, summer)).toBe(200);
  // Not in the list as it was: there the old key has a button of the same name.
  await expect(page.getByText(`${second.slice(0, 13)}…${second.slice(-4)}`)).toBeVisible();
  await page.getByRole("button", { name: "Revoke Reader" }).click();
  await page.getByRole("button", { name: "Revoke key" }).click();
  await expect.poll(() => status(port, second, summer)).toBe(401);
  await expect(page.getByRole("button", { name: "Revoke Reader" })).toHaveCount(0);
  await expect(open).toBeFocused();
  expect(broken).toEqual([]);
  const stored = await page.evaluate(() => [JSON.stringify(localStorage), JSON.stringify(sessionStorage)]);
  expect([stored, await context.cookies()]).toEqual([["{}", "{}"], []]);
  await context.close();
  await company.stop();
});

test("a company's page that moves the component leaves what is open in it usable, and one that takes it out leaves no secret", async ({
  browser,
}) => {
  const company = await openCompanyPage(latchkey, embedToken);
  const { context, page, broken } = await visitCompanyPage(browser, company);
  const { open, name, create, shown } = keyFields(page);
  const component = await page.locator("latchkey-keys").elementHandle();
  const place = (side: "before" | "after") =>
    component?.evaluate((element, at) => document.querySelector("main")?.[at](element), side);
  await open.click();
  await page.keyboard.press("Escape");
  await open.click();
  await name.fill("Carried");
  await place("before");
  await expect(name).toHaveValue("Carried");
  // Only what is modal again lies over the page and keeps its rest out of reach.
  const isModal = () => page.getByRole("dialog").evaluate((dialog) => dialog.matches(":modal"));
  expect(await isModal()).toBe(true);
  await create.click();
  await expect(shown).toHaveValue(/^img_live_/);
  const key = await shown.inputValue();
  await place("after");
  await page.keyboard.press("Escape");
  await expect(shown).toHaveValue(key);
  expect(await isModal()).toBe(true);
  await component?.evaluate((element) => element.remove());
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await place("after");
  await expect(page.getByRole("button", { name: "Replace Carried" })).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(await status(services[0]?.port ?? 0, key, summer)).toBe(200);
  expect(broken).toEqual([]);
  await context.close();
  await company.stop();
});

test("a page of an origin that the token is not for gets a refusal and nothing else", async ({ browser }) => {
  const company = await openCompanyPage(latchkey, embedToken);
  // The same token, carried off to another page.
  const thief = await openCompanyPage(latchkey, () => embedToken(company.origin));
  const page = await browser.newPage();
  const answers: number[] = [];
  page.on("response", (response) => response.url().includes("/api/v1/portal/") && answers.push(response.status()));
  await page.goto(thief.origin);
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByRole("button", { name: "Create API key" })).toHaveCount(0);
  expect(answers.filter((answer) => answer < 400)).toEqual([]);
  const token = await embedToken(company.origin);
  const read = await page.evaluate(
    async ([base, bearer]) => {
      const answer = await fetch(`${base}/api/v1/portal/session`, { headers: { authorization: `Bearer ${bearer}` } });
      return answer.text();
    },
    [latchkey, token] as const,
  );
  expect(JSON.parse(read)).toMatchObject({ success: false, errors: [{ code: "FORBIDDEN" }] });
  expect(read).not.toContain("studio-7");
  await page.close();
  await company.stop();
  await thief.stop();
});

/** What starts each; Go compiles it first, so that a signal reaches it and not its compiler. */
const commands = {
  Python: async () => ["python3", "guarded.py"],
  Go: async () => {
    const binary = join(example.folder, "guarded");
    const env = { ...process.env, GOCACHE: join(example.folder, "go-cache"), GOFLAGS: "-mod=mod" };
    await run("go", ["build", "-o", binary, "."], { cwd: join("examples", "go"), env });
    return [binary];
  },
};

for (const language of ["Python", "Go"] as const) {
  test(`a service in ${language} asks about its callers' keys by plain HTTP, and lets nobody pass without a verdict`, async () => {
    const command = await commands[language]();
    const folder = join("examples", language.toLowerCase());
    const settings = { LATCHKEY_URL: latchkey, LATCHKEY_SERVICE_KEY: serviceKey };
    const service = await startExample(command, folder, settings);
    services.push(service);
    const passed = await call(service.port, keyOf("studio-7"), "/v1/albums");
    expect([passed.status, jsonOf(passed)]).toEqual([200, { caller: "studio-7" }]);
    expect(await status(service.port, "img_live_nonsense", "/v1/albums")).toBe(401);
    expect(await status(service.port, keyOf("studio-7"), "/v1/unknown")).toBe(403);
    const refused = await call(service.port, keyOf("hobby-3"), "/v1/albums");
    expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([429, true]);
    const alone = await startExample(command, folder, { ...settings, LATCHKEY_URL: "http://127.0.0.1:1" });
    services.push(alone);
    expect(await status(alone.port, keyOf("studio-7"), "/v1/albums")).toBe(503);
  });
}
