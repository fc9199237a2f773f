import type { APIRequestContext, Locator, Page } from "playwright/test";
import { bearer, expect } from "./fixtures";

type Wanted = { name: string; product?: string };

/** The dialog in front. */
export function keyDialog(page: Page): Locator {
  return page.getByRole("dialog");
}

/** Fills the form of a new key and sends it; the dialog then shows the secret. */
export async function createKeyInDialog(page: Page, { name, product = "Memory" }: Wanted): Promise<void> {
  const dialog = keyDialog(page);
  await expect(dialog.getByLabel("Name")).toBeFocused();
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Product", { exact: true }).selectOption({ label: product });
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(dialog.getByRole("heading", { name: "Copy your new key" })).toBeVisible();
}

/** A development key of the memory product, made through the API. */
export async function createMemoryKey(request: APIRequestContext, token: string, name: string): Promise<string> {
  const data = { name, environment: "development", scopes: ["read:memories", "write:memories"] };
  const response = await request.post("/api/v1/api-keys", { data, ...bearer(token) });
  expect(response.status()).toBe(201);
  return (await response.json()).key;
}

/** The status of a call with a key. */
export async function callWith(request: APIRequestContext, key: string): Promise<number> {
  return (await request.get("/api/v1/memories", bearer(key))).status();
}

/** Chooses what to do with a key of the list. */
export async function chooseAction(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: action }).click();
}
