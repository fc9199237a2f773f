import type { Page } from "playwright/test";
import { alive, expect, test } from "./fixtures";

test("the reference works by keyboard alone: an endpoint found, tried with a key made on the spot, and its sample copied", async ({
  signedIn: page,
}) => {
  await page.goto("/docs");
  const search = page.getByRole("searchbox", { name: "Search the reference" }).filter({ visible: true });
  await alive(search);
  await page.keyboard.press("Control+k");
  await expect(search).toBeFocused();
  await page.keyboard.type("create a prompt");
  const found = page.getByRole("form", { name: "Search" }).getByRole("link").filter({ visible: true });
  await expect(found.first()).toBeVisible();
  await stepTo(page, "ArrowDown", "post-v1-prompts");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/docs\/prompts\/post-v1-prompts/);

  await alive(page.getByRole("button", { name: "Try it" }));
  await tabTo(page, "Try it");
  await page.keyboard.press("Enter");
  await tabTo(page, "Make a test key");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("API key", { exact: true })).toHaveValue(/^pr_test_/);
  await tabTo(page, "Body, as JSON");
  await page.keyboard.press("Control+a");
  await page.keyboard.type('{"name": "By keyboard"}');
  await tabTo(page, "Send request");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: /\d ms$/ })).toContainText("201");
  await expect(page.getByText('"name": "By keyboard"').last()).toBeVisible();

  await page.evaluate(() => navigator.clipboard.writeText(""));
  await tabTo(page, "Copy", "Shift+Tab", "curl");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^curl [\s\S]*\/v1\/prompts/);
  await expect(page.locator("body")).not.toBeFocused();
});

const most = 250;

/** Presses a key until a link that leads to `part` has the focus. */
async function stepTo(page: Page, key: string, part: string): Promise<void> {
  for (let step = 0; step < 30; step += 1) {
    await page.keyboard.press(key);
    const href = await page.evaluate(() => document.activeElement?.getAttribute("href") ?? "");
    if (href.endsWith(part)) return;
  }
  throw new Error(`${key} never led to ${part}`);
}

/** Presses Tab until what is called so has the focus; of several, the one that stands beside `beside`. */
async function tabTo(page: Page, name: string, key = "Tab", beside = ""): Promise<void> {
  const met: string[] = [];
  for (let step = 0; step < most; step += 1) {
    await page.keyboard.press(key);
    const [called = "", around = ""] = await page.evaluate(() => {
      const one = document.activeElement;
      const labels = one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement ? (one.labels ?? []) : [];
      const label = [...labels].map(({ textContent }) => textContent ?? "").join(" ");
      const told = one?.getAttribute("aria-label") ?? (label || (one?.textContent ?? ""));
      return [told.trim(), one?.closest("figure")?.textContent ?? ""];
    });
    met.push(called.slice(0, 40));
    if (called.startsWith(name) && around.includes(beside)) return;
  }
  throw new Error(`${key} never led to ${name}, only to ${met.join(", ")}`);
}
