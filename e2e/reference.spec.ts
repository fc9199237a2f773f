import { alive, expect, test } from "./fixtures";
import { expectLooks } from "./looks";

test("an endpoint is tried with a key made on the spot, whose secret stays in the page; the language is remembered", async ({
  signedIn: page,
}) => {
  await page.goto("/docs/prompts/post-v1-prompts");
  await (await alive(page.getByRole("radio", { name: "Python" }))).check();
  await expect(page.getByText("import requests")).toBeVisible();
  await page.getByRole("button", { name: "Try it" }).click();
  await page.getByRole("button", { name: "Make a test key" }).click();
  const field = page.getByLabel("API key", { exact: true });
  await expect(field).toHaveValue(/^pr_test_/);
  await page.getByRole("button", { name: "Send request" }).click();
  const outcome = page.getByRole("status").filter({ hasText: /\d ms$/ });
  await expect(outcome).toContainText("201");
  await expect(page.getByText(/x-ratelimit-remaining: \d/).last()).toBeVisible();
  await expect(page.getByText('"name": "Release notes"').last()).toBeVisible();

  await expectLooks(page, "an endpoint that was tried");

  const secret = await field.inputValue();
  const stored = await page.evaluate(() =>
    [window.localStorage, window.sessionStorage].map((storage) => JSON.stringify(storage)).join(),
  );
  const cookies = JSON.stringify(await page.context().cookies());
  expect([page.url(), stored, cookies].join()).not.toContain(secret);

  // The server itself answers with the language: nothing else is shown first.
  const next = await page.request.get("/docs/prompts/get-v1-prompts");
  expect(await next.text()).toContain("response = requests.get(");
  await page.goto("/docs/prompts/get-v1-prompts");
  await expect(page.getByRole("radio", { name: "Python" })).toBeChecked();
  await (await alive(page.getByRole("button", { name: "Try it" }))).click();
  await expect(page.getByLabel("API key", { exact: true })).toHaveValue("");
});
