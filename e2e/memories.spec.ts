import type { Page } from "playwright/test";
import { bearer, expect, test } from "./fixtures";

test("a memory is written, found by its words, read as software changed it, and deleted after a question", async ({
  signedIn: page,
  request,
  account,
}) => {
  await page.goto("/dashboard/memories");
  await page.getByRole("button", { name: "Create your first memory" }).click();
  await write(page, "Ada prefers tea to coffee", "Semantic");
  await page.getByRole("button", { name: "New memory" }).click();
  await write(page, "Deploy on Tuesdays, after the backup", "Procedural");
  const tea = page.getByRole("button", { name: "Ada prefers tea to coffee" });
  const deploy = page.getByRole("button", { name: "Deploy on Tuesdays, after the backup" });
  await expect(tea).toBeVisible();
  await expect(page.getByRole("row").filter({ has: deploy })).toContainText("Procedural");

  const searchBox = page.getByRole("searchbox", { name: "Search memories" });
  await searchBox.fill("tea");
  await expect(deploy).toHaveCount(0);
  await tea.click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Ada prefers tea to coffee")).toBeVisible();
  const id = await dialog.getByText(/^mem_/).textContent();
  await dialog.getByRole("button", { name: "Copy text" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe("Ada prefers tea to coffee");
  await dialog.getByRole("button", { name: "Done" }).click();

  // What software keeps is changed by software: the page reads it.
  const data = { content: "Ada prefers cocoa now" };
  expect((await request.patch(`/api/v1/memories/${id}`, { data, ...bearer(account.token) })).status()).toBe(200);
  await page.reload();
  await expect(page.getByText("No memory matches")).toBeVisible();
  await searchBox.fill("cocoa");
  const cocoa = page.getByRole("button", { name: "Ada prefers cocoa now" });
  await expect(cocoa).toBeVisible();

  const deleteCocoa = page.getByRole("button", { name: `Delete memory ${id}` });
  await deleteCocoa.click();
  await expect(dialog.getByText("Ada prefers cocoa now")).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(cocoa).toBeVisible();
  await deleteCocoa.click();
  await dialog.getByRole("button", { name: "Delete memory" }).click();
  await expect(page.getByText("No memory matches")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).first().click();
  await expect(deploy).toBeVisible();
  await expect(cocoa).toHaveCount(0);

  await page.getByRole("button", { name: /^Delete memory/ }).click();
  await dialog.getByRole("button", { name: "Delete memory" }).click();
  await expect(page.getByText("No memories yet")).toBeVisible();
  const { data: left } = await (await request.get("/api/v1/memories", bearer(account.token))).json();
  expect(left).toEqual([]);
});

async function write(page: Page, text: string, type: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "New memory" });
  await dialog.getByLabel("Text").fill(text);
  await dialog.getByRole("radio", { name: type }).check();
  await dialog.getByRole("button", { name: "Create memory" }).click();
  await expect(dialog).toHaveCount(0);
}
