import { bearer, expect, test } from "./fixtures";
import { keyDialog } from "./key-dialog";

// More than are read at once, and fewer than a free plan makes in a minute.
const made = 60;

test("among many keys one is found by its pasted secret, and several are selected and revoked with a result for each", async ({
  signedIn: page,
  request,
  account,
}) => {
  const secrets: string[] = [];
  for (let number = 0; number < made; number += 1) {
    const name = `Key ${String(number).padStart(3, "0")}`;
    const response = await request.post("/api/v1/api-keys", {
      data: { name, environment: "development", scopes: ["read:memories"] },
      ...bearer(account.token),
    });
    expect(response.status()).toBe(201);
    secrets.push((await response.json()).key);
  }
  await page.goto("/dashboard/api-keys");
  const table = page.getByRole("table", { name: "API keys" });
  await expect(table).toHaveAttribute("aria-rowcount", String(made + 1));

  // Sorted by name, the last of them are far below, and are there when one scrolls.
  await page.getByRole("button", { name: "Name", exact: true }).click();
  await expect(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "ascending");
  await expect(page.getByRole("link", { name: "Key 000" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Key 059" })).toHaveCount(0);
  await page.keyboard.press("End");
  await expect(page.getByRole("link", { name: "Key 059" })).toBeVisible();

  const asked: string[] = [];
  page.on("request", (sent) => asked.push(sent.url()));
  const [secret = ""] = secrets;
  await page.keyboard.press("Home");
  // A field that takes the focus stops the scrolling, wherever that has come.
  await expect(page.getByRole("link", { name: "Key 000" })).toBeInViewport();
  await page.getByRole("searchbox", { name: "Search keys" }).fill(secret);
  await expect(page.getByRole("status").filter({ hasText: "The key that you pasted is Key 000" })).toBeVisible();
  await expect(page.getByRole("searchbox", { name: "Search keys" })).toHaveValue("");
  expect([page.url(), ...asked].filter((url) => url.includes(secret.slice(0, 20)))).toEqual([]);

  await page.getByRole("checkbox", { name: /^Select Key 001 / }).click();
  await page.getByRole("checkbox", { name: /^Select Key 004 / }).click({ modifiers: ["Shift"] });
  const bar = page.getByRole("region", { name: "Selected keys" });
  await expect(bar).toContainText("4 selected");
  await bar.getByRole("button", { name: "Revoke…" }).click();
  await keyDialog(page).getByRole("button", { name: "Revoke 4 keys" }).click();
  await expect(keyDialog(page).getByText("4 keys revoked.")).toBeVisible();
  await keyDialog(page).getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("button", { name: "Revoked 4", exact: true })).toBeVisible();
  await expect(bar).toHaveCount(0);
  await expect(page.locator("body")).not.toBeFocused();
  expect((await request.get("/api/v1/memories", bearer(secrets[2] ?? ""))).status()).toBe(401);
});
