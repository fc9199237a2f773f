import type { Page } from "playwright/test";
import { clickUntil, expect } from "./fixtures";

/** Opens a dialog of a page by its button, or by an item of the menu that the button opens. */
export async function openDialog(
  page: Page,
  { path, clicks: [first = "", then = ""] }: { path: string; clicks: readonly string[] },
): Promise<void> {
  const dialog = page.getByRole("dialog");
  await page.goto(path);
  const button = page.getByRole("button", { name: first }).filter({ visible: true }).first();
  const item = page.getByRole("menuitem", { name: then, exact: true });
  await clickUntil(button, then === "" ? dialog : item);
  if (then !== "") await item.click();
  await expect(dialog).toBeVisible();
}
