/** Who becomes the first administrator of a deployment that strangers reach, from the start's output to the page. */
import { randomUUID } from "node:crypto";
import { expect, test } from "playwright/test";
import { password } from "./fixtures";
import { openProductRoom, type ProductProcess, type ProductRoom } from "./product-process";

// One database for all: what the first test leaves is what the second begins with.
test.describe.configure({ mode: "serial" });

let room: ProductRoom;
test.beforeAll(async () => {
  room = await openProductRoom();
});
test.afterEach(() => room.clear());
test.afterAll(() => room.close());

const beyondLoopback = { HOST: "0.0.0.0" };

async function startPublic(env: Record<string, string> = {}): Promise<ProductProcess> {
  const product = await room.start({ env: { ...beyondLoopback, ...env } });
  await product.ready;
  return product;
}

/** The link that the start has printed. */
async function setUpLinkOf(product: ProductProcess): Promise<string> {
  const link = () => /http:\/\/localhost:\d+\/register#token=[0-9A-Za-z]{40}/.exec(product.output())?.[0] ?? "";
  await expect.poll(link).not.toBe("");
  return link();
}

async function administers({ port }: ProductProcess, token: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`http://localhost:${port}/api/v1/admin/users`, { headers })).status === 200;
}

async function register({ port }: ProductProcess, more: object = {}): Promise<{ status: number; token: string }> {
  const response = await fetch(`http://localhost:${port}/api/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: `${randomUUID()}@example.test`, password, ...more }),
  });
  return { status: response.status, token: (await response.json()).access_token };
}

test("a stranger who registers first is a plain user, and only the link of the latest start makes the administrator", async ({
  page,
}) => {
  const first = await startPublic();
  const former = await setUpLinkOf(first);
  const stranger = await register(first);
  expect([stranger.status, await administers(first, stranger.token)]).toEqual([201, false]);
  await room.clear();

  const product = await startPublic({ REGISTRATION: "closed" });
  const link = await setUpLinkOf(product);
  expect(link.split("#")[1]).not.toBe(former.split("#")[1]);
  expect((await register(product)).status).toBe(403);
  expect((await register(product, { token: former.split("token=")[1] })).status).toBe(400);

  await page.goto(`http://localhost:${product.port}/register`);
  await expect(page.getByText("Registration is closed on this deployment.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Create account" })).toBeHidden();
  await page.goto(link);
  await expect(page.getByLabel("Code of your link")).toHaveValue(/^[0-9A-Za-z]{40}$/);
  expect(page.url()).not.toContain("token");
  await page.getByRole("textbox", { name: "Email" }).fill("chief@example.test");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "You administer this deployment" })).toBeVisible();
  expect((await register(product, { token: link.split("token=")[1] })).status).toBe(400);
});

test("no start offers the set-up any more once there is an administrator", async () => {
  const product = await startPublic();
  const again = await register(product);
  expect([again.status, await administers(product, again.token)]).toEqual([201, false]);
  expect(product.output()).not.toContain("#token=");
});
