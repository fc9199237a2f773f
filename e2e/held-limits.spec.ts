import { bearer, expect, password, test } from "./fixtures";
import { expectLooks } from "./looks";
import { signInAsOperator } from "./operator";
import { heldOperatorEmail } from "./operator-email";

test("an administrator gives back what a service that died holds: its slots and its reservation are free for others at once", async ({
  page,
  request,
}) => {
  await signInAsOperator(page, heldOperatorEmail);
  const signedIn = await request.post("/api/auth/login", { data: { email: heldOperatorEmail, password } });
  const { access_token: token } = await signedIn.json();
  const send = async (way: "put" | "post", path: string, data: object) => {
    const response = await request[way](`/api/v1/limits/renders${path}`, { data, ...bearer(token) });
    expect(response.ok(), await response.text()).toBe(true);
    return (await response.json()).data;
  };
  await send("put", "", { windows: [{ name: "daily", limit: 100, per: "1d" }], concurrency: 2 });
  const slots = { identifier: "studio-9", slots: 2, ttl_seconds: 3_600 };
  const cost = { identifier: "studio-9", cost: 90, ttl_seconds: 3_600 };
  expect(await send("post", "/leases", slots)).toMatchObject({ allowed: true });
  expect(await send("post", "/leases", slots)).toMatchObject({ allowed: false });
  expect(await send("post", "/reservations", cost)).toMatchObject({ allowed: true });
  expect(await send("post", "/reservations", cost)).toMatchObject({ allowed: false });

  await page.goto("/dashboard/admin/limits");
  await page.getByRole("link", { name: "renders" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "renders" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "studio-9" })).toContainText("2");
  await expect(page).toHaveTitle("renders · Limits · Latchkey");
  await expectLooks(page, "leases of a namespace");
  const dialog = page.getByRole("dialog");
  const search = page.getByRole("searchbox", { name: "One identifier" });
  await search.fill("studio-1");
  await expect(page.getByText("No lease matches")).toBeVisible();
  await search.fill("studio-9");
  await page.getByRole("button", { name: "Release what studio-9 holds" }).press("Enter");
  // What ends something begins at Cancel.
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  await expectLooks(page, "the dialog that releases slots");
  await dialog.getByRole("button", { name: "Release slots" }).press("Enter");
  await expect(page.getByText("No lease matches")).toBeVisible();
  expect(await send("post", "/leases", slots)).toMatchObject({ allowed: true });

  await page.getByRole("radio", { name: "Reservations" }).check();
  await page.getByRole("button", { name: "Give back what studio-9 holds" }).press("Enter");
  await dialog.getByRole("button", { name: "Give back" }).press("Enter");
  await expect(page.getByText("No reservation matches")).toBeVisible();
  expect(await send("post", "/reservations", cost)).toMatchObject({ allowed: true });
});
