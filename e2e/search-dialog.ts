import type { Locator, Page } from "playwright/test";
import { expect } from "./fixtures";

/** Opens the search over everything by keyboard, which answers once the page is alive, and types. */
export async function search(page: Page, text: string): Promise<void> {
  await expect(async () => {
    if (!(await searchField(page).isVisible())) await page.keyboard.press("Control+k");
    await expect(searchField(page)).toBeFocused({ timeout: 2_000 });
  }).toPass();
  await page.keyboard.type(text);
}

export function searchField(page: Page): Locator {
  return page.getByRole("combobox", { name: "Search pages, keys" });
}

/** What the search found by that name. */
export function choice(page: Page, name: string | RegExp): Locator {
  return page.getByRole("option", { name });
}
