import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, password, test } from "./fixtures";
import { expectFits } from "./looks";

const run = promisify(execFile);
/** From the form of a new account to the first answer, in milliseconds. */
const firstAnswerMs = 60_000;

test("from a new account to a first answer seen on the page in under a minute, by clicks and the line as it was copied", async ({
  page,
  address,
}) => {
  await page.goto("/register");
  const begunMs = Date.now();
  await page.getByLabel("Name").fill("Grace Hopper");
  await page.getByLabel("Email").fill(`grace-${address}@example.test`);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "First steps" })).toBeVisible();

  const made = page.getByText("This is the only time it is shown.");
  await page.getByRole("button", { name: "Create my development key" }).click();
  await expect(made).toBeVisible();
  const waiting = page.getByText("Waiting for your first request…");
  await expect(waiting).toBeVisible();

  // Leaving with a key that is nowhere yet is held back, and said.
  await page.getByRole("link", { name: "Skip to Overview" }).click();
  await expect(page.getByText("Copy the key, or tick “I have stored it”, before you leave.")).toBeVisible();

  const stored = page.getByRole("checkbox", { name: "I have stored it" });
  await expect(stored).not.toBeChecked();
  // The line holds the key: who has copied it has both.
  await page.getByRole("figure").getByRole("button", { name: "Copy", exact: true }).click();
  await expect(page.getByRole("figure").getByRole("button", { name: "Copied" })).toBeVisible();
  await expect(stored).toBeChecked();
  const line = await page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("button", { name: "Copy key" }).click();
  await expect(page.getByRole("button", { name: "Copy key" })).toBeHidden();
  const key = await page.evaluate(() => navigator.clipboard.readText());
  expect(line).toContain(key);

  // One that lacks its end is refused, and the page says what to do.
  await run("sh", ["-c", line.replace(key, key.slice(0, -1))]);
  await expect(page.getByText(/refused \(401\)/)).toBeVisible();

  const { stdout } = await run("sh", ["-c", line]);
  expect(JSON.parse(stdout)).toEqual({ data: [], next_cursor: null });
  await expect(page.getByText("Your first request has arrived")).toBeVisible();
  await expect(page.getByText(/^200 in [\d.]+ ms$/)).toBeVisible();
  expect(Date.now() - begunMs).toBeLessThan(firstAnswerMs);

  // A refusal, whose reason is told in more words than a phone has room for in a line.
  await run("sh", ["-c", line.replace("/v1/prompts", "/v1/reports")]);
  await page.getByRole("link", { name: "Skip to Overview" }).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Create a key" })).toContainText("(done)");
  await expect(page.getByRole("list", { name: "Last requests" }).getByRole("listitem").nth(1)).toContainText("200");
  await expect(page.getByRole("list", { name: "Last requests" })).toContainText("FORBIDDEN");
  await page.setViewportSize({ width: 320, height: 640 });
  await expectFits(page, "Overview with a refused request");
  await page.setViewportSize({ width: 1280, height: 800 });

  // What one came for decides which steps are left, here and after a reload.
  await page.getByRole("link", { name: "change" }).click();
  await page.getByRole("radio", { name: "Sign in my users" }).check();
  await page.getByRole("link", { name: "Read how users sign in" }).click();
  await expect(page.getByRole("link", { name: /POST\s*\/oauth\/token/ }).first()).toBeVisible();
  await page.goBack();
  await page.getByRole("radio", { name: "Put my own API behind it" }).check();
  await page.getByRole("link", { name: "Ask before each request" }).click();
  await expect(page.getByRole("link", { name: /GET\s*\/api\/v1\/forward-auth/ }).first()).toBeVisible();
  await page.goto("/dashboard");
  await expect(page.getByRole("listitem").filter({ hasText: "Make a key for a caller" })).toContainText("(done)");
  await expect(page.getByRole("link", { name: /Have your API ask about it/ })).toBeVisible();
  await page.goto("/dashboard/usage");
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("GET /v1/prompts")).toBeVisible({ timeout: 3_000 });
  }).toPass();
});
