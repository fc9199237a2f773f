import type { Page } from "playwright/test";
import { pagesOfAdministrators } from "./dashboard-pages";
import { bearer, expect, test } from "./fixtures";
import { expectFits, expectLooks } from "./looks";
import { signInAsOperator } from "./operator";
import { operatorEmail } from "./operator-email";

/** Makes a customer, and gives them a plan on their page. */
async function lookAtCustomer(operator: Page, externalId: string): Promise<void> {
  await operator.goto("/dashboard/admin/customers");
  await operator.getByRole("button", { name: "Create customer" }).click();
  const made = operator.getByRole("dialog", { name: "Create customer" });
  await made.getByLabel("External ID").fill(externalId);
  await made.getByLabel("Metadata (optional)").fill('{"tier": "gold"}');
  await expectLooks(operator, "the dialog that makes a customer");
  await made.getByRole("button", { name: "Create customer" }).click();
  await operator.getByRole("link", { name: externalId }).click();
  await expect(operator.getByRole("heading", { level: 1, name: externalId })).toBeVisible();
  await operator.getByRole("button", { name: "Edit Prompts" }).click();
  const terms = operator.getByRole("dialog");
  await terms.getByLabel("Plan", { exact: true }).selectOption({ label: "Pro" });
  await terms.getByRole("button", { name: "Save" }).click();
  const prompts = operator
    .getByRole("listitem")
    .filter({ has: operator.getByRole("button", { name: "Edit Prompts" }) });
  await expect(prompts).toContainText("Pro");
  await expectLooks(operator, "a customer");
  await operator.goto("/dashboard/admin");
}

async function expectPromptsPerMinute(page: Page, limit: number): Promise<void> {
  await page.goto("/dashboard/usage");
  const bar = page.getByRole("progressbar", { name: "Prompts production, this minute" });
  await expect(bar).toHaveAttribute("aria-valuemax", String(limit));
}

test("an administrator sets a plan and limits, and the customer's next request has them", async ({
  signedIn: page,
  account,
  otherBrowser,
  request,
}) => {
  const made = await request.post("/api/v1/api-keys", {
    data: { name: "Shop", product: "prompts", environment: "production", scopes: ["prompts:read"] },
    ...bearer(account.token),
  });
  const { key } = await made.json();
  const limitOfNextRequest = async () => (await request.get("/v1/prompts", bearer(key))).headers()["x-ratelimit-limit"];
  expect(await limitOfNextRequest()).toBe("60");
  await expectPromptsPerMinute(page, 60);

  const operator = await otherBrowser.newPage();
  await signInAsOperator(operator, operatorEmail);
  for (const path of pagesOfAdministrators.toReversed()) {
    await operator.goto(`/dashboard${path}`);
    await expect(operator.getByRole("heading", { level: 1 })).toBeVisible();
    await expectLooks(operator, `/dashboard${path}`);
  }
  await lookAtCustomer(operator, account.id);
  await operator.getByRole("searchbox", { name: "Search organizations" }).fill(account.email);
  const found = operator.getByRole("table", { name: "Organizations" }).getByRole("link");
  await expect(found).toHaveCount(1);
  await found.click();
  await expect(operator.getByText("Only Enterprise organizations can have their own.")).toBeVisible();
  await expectLooks(operator, "an organization of the deployment");
  await operator.getByLabel("Plan", { exact: true }).selectOption({ label: "Enterprise" });
  await operator.getByRole("button", { name: "Change plan" }).click();
  await operator.getByRole("dialog").getByRole("button", { name: "Change plan" }).click();
  await expect(operator.getByText(/is on Enterprise now/).first()).toBeVisible();
  expect(await limitOfNextRequest()).toBe("1000");

  const prompts = operator.getByRole("listitem").filter({ has: operator.getByRole("heading", { name: "Prompts" }) });
  await prompts.getByRole("button", { name: "Set own limits" }).click();
  await prompts.getByLabel("Per minute").fill("a few");
  await prompts.getByRole("button", { name: "Save limits" }).click();
  await expect(prompts.getByText("Use a whole number")).toBeVisible();
  await prompts.getByLabel("Per minute").fill("77");
  await prompts.getByLabel("Back to back").fill("7");
  await prompts.getByRole("button", { name: "Save limits" }).click();
  await expect(prompts.getByText("Own limits")).toBeVisible();
  expect(await limitOfNextRequest()).toBe("77");
  await expectPromptsPerMinute(page, 77);

  const wanted = {
    name: `Planner of ${account.email}`,
    homepage_url: "https://planner.example.test",
    redirect_uris: ["https://planner.example.test/callback"],
    scopes: ["prompts:read"],
  };
  const registered = await request.post("/v1/oauth-apps", { data: wanted, ...bearer(account.token) });
  const { app } = await registered.json();
  await operator.goto("/dashboard/admin");
  await operator.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "OAuth apps" }).click();
  await operator.getByRole("searchbox", { name: "Search OAuth apps" }).fill(wanted.name);
  // The list is searched once the typing has paused.
  await expect(operator).toHaveURL(/[?&]search=/);
  const row = operator.getByRole("table", { name: "OAuth apps" }).getByRole("row").filter({ hasText: wanted.name });
  await expect(row).toContainText("planner.example.test");
  await row.getByRole("button", { name: `Verify ${wanted.name}` }).click();
  await expect(operator.getByRole("dialog")).toContainText("https://planner.example.test/callback");
  await expectLooks(operator, "the dialog that vouches for an app");
  await operator.getByRole("dialog").getByRole("button", { name: "Verify app" }).click();
  await expect(row.getByText("Verified", { exact: true })).toBeVisible();
  const seen = await request.get(`/v1/oauth-apps/${app.client_id}`, bearer(account.token));
  expect((await seen.json()).verified).toBe(true);
  await operator.setViewportSize({ width: 375, height: 740 });
  await expect(row.getByText("Organization", { exact: true })).toBeVisible();
  await expectFits(operator, "the OAuth apps of the deployment");
  await row.getByRole("button", { name: `Withdraw ${wanted.name}` }).click();
  await operator.getByRole("dialog").getByRole("button", { name: "Withdraw verification" }).click();
  await expect(row.getByText("Unverified", { exact: true })).toBeVisible();

  // A user who administers nothing is not even told that there is something to administer.
  await expect(page.getByRole("link", { name: "Administration" })).toBeHidden();
  for (const path of ["/dashboard/admin", "/dashboard/admin/customers/none"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
    await expect(page).toHaveTitle("Not found · Latchkey");
  }
});
