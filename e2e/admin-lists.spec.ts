import type { Page } from "playwright/test";
import { names } from "./fill-organization";
import { bearer, expect, password, test } from "./fixtures";
import { expectLooks } from "./looks";
import { signInAsOperator } from "./operator";
import { limitsOperatorEmail } from "./operator-email";

test("no page of limits, budgets, meters or the catalogue keeps somebody out once it is filled, nor do their dialogs", async ({
  page,
  request,
}) => {
  await signInAsOperator(page, limitsOperatorEmail);
  const signedIn = await request.post("/api/auth/login", { data: { email: limitsOperatorEmail, password } });
  const { access_token: token } = await signedIn.json();
  const windows = [
    { name: "a-window-that-is-as-long-as-names-may-be", limit: 1_000_000_000, per: "365d" },
    { name: "burst", limit: 20, per: "10s", sliding: true },
  ];
  const namespace = { windows, description: `${names.long} ${names.rightToLeft}`, concurrency: 3 };
  const made = await request.put("/api/v1/limits/a-namespace-as-long-as-these-names-get", {
    data: namespace,
    ...bearer(token),
  });
  expect(made.ok(), await made.text()).toBe(true);
  const make = async (path: string, data: object) => {
    const response = await request.post(path, { data, ...bearer(token) });
    expect(response.status(), `${path}: ${await response.text()}`).toBe(201);
  };
  const budget = { of: "organization", product: "prompts", amount: 1_000_000, mail_to: ["somebody@example.test"] };
  await make("/api/v1/budgets", { ...budget, name: "a-month-of-answers-for-the-organization", per: "1mo" });
  await make("/api/v1/budgets", { ...budget, name: "seven-days", per: "7d", rolling: true, hard: true });
  const meter = { event_type: "com.example.tokens_used", aggregation: "sum", value_property: "usage.tokens" };
  await make("/api/v1/meters", { ...meter, key: "tokens", name: names.rightToLeft, group_by: ["model"] });
  await make("/api/v1/meters", { ...meter, key: "more-tokens", name: names.long });
  for (const path of ["/limits", "/budgets", "/meters", "/meters/tokens", "/catalogue"]) await look(page, path);
  for (const [path, thing] of [
    ["/limits/none", "namespace"],
    ["/meters/none", "meter"],
    ["/customers/none", "customer"],
    ["/users/none", "user"],
    ["/organizations/none", "organization"],
  ] as const) {
    await page.goto(`/dashboard/admin${path}`);
    await expect(page.getByRole("heading", { name: `There is no such ${thing}` })).toBeVisible();
  }
  for (const [path, button] of [
    ["/limits", "Create namespace"],
    ["/budgets", "Create budget"],
    ["/meters", "Create meter"],
  ] as const) {
    await page.goto(`/dashboard/admin${path}`);
    await page.getByRole("button", { name: button }).first().click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectLooks(page, `the dialog of ${path}`);
  }
});

async function look(page: Page, path: string): Promise<void> {
  await page.goto(`/dashboard/admin${path}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectLooks(page, `/dashboard/admin${path}`);
}
