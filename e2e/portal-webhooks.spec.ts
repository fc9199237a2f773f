import { Webhook as Verifier } from "standardwebhooks";
import { startWebhookSink, type WebhookSink } from "@/lib/testing/webhook-sink";
import { bearer, expect, password, test } from "./fixtures";
import { expectLooks } from "./looks";
import { signInAsOperator } from "./operator";
import { portalOperatorEmail } from "./operator-email";

let sink: WebhookSink;
test.beforeEach(async () => {
  sink = await startWebhookSink();
});
test.afterEach(() => sink.close());

test("a customer's own server is told, signed, what happens to their keys; they see what failed and send it again, and the company ends it", async ({
  page: company,
  request,
  otherBrowser,
  expectedProblems,
}) => {
  // The private address that is refused.
  expectedProblems.push(/status of 400 .*\/portal\/api\/webhooks$/);
  await signInAsOperator(company, portalOperatorEmail);
  const signedIn = await request.post("/api/auth/login", { data: { email: portalOperatorEmail, password } });
  const asCompany = bearer((await signedIn.json()).access_token);
  const customer = { external_id: "studio-9", name: "Studio Nine" };
  const made = await request.post("/api/v1/customers", { data: customer, ...asCompany });
  expect(made.status(), await made.text()).toBe(201);
  const wish = { external_id: customer.external_id, scopes: ["prompts:read"] };
  const link = await (await request.post("/api/v1/portal/sessions", { data: wish, ...asCompany })).json();

  const page = await otherBrowser.newPage();
  await page.goto(link.data.url);
  await expect(page.getByRole("heading", { level: 1, name: "Studio Nine" })).toBeVisible();
  await expectLooks(page, "portal without webhooks");
  await page.getByRole("button", { name: "Add endpoint" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("URL").fill("https://10.0.0.1/hook");
  await dialog.getByRole("button", { name: "Add endpoint" }).click();
  await expect(dialog.getByText(/not on the public internet/)).toBeVisible();
  await dialog.getByLabel("URL").fill(sink.url);
  await dialog.getByLabel("Description").fill("Billing service");
  await dialog.getByRole("button", { name: "Add endpoint" }).click();
  const shown = dialog.getByRole("textbox", { name: "Signing secret" });
  await expect(shown).toHaveValue(/^whsec_/);
  const verifier = new Verifier(await shown.inputValue());
  await dialog.getByRole("button", { name: "Copy", exact: true }).click();
  await dialog.getByRole("button", { name: "Done" }).click();

  const act = async (item: string) => {
    await page.getByRole("button", { name: "Actions for the endpoint Billing service" }).click();
    await page.getByRole("menuitem", { name: item, exact: true }).click();
  };
  await act("Send test");
  await sink.arrived(1);
  await page.getByRole("button", { name: "Create API key" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Checkout");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  const secret = (await dialog.getByRole("textbox", { name: "API key" }).inputValue()) ?? "";
  await dialog.getByRole("button", { name: "Copy", exact: true }).click();
  await dialog.getByRole("button", { name: "Done" }).click();
  await sink.arrived(2);
  const [tested, created] = sink.received.map(({ body, headers }) => verifier.verify(body, headers as never));
  expect(tested).toMatchObject({ type: "webhook.test" });
  expect(created).toMatchObject({ type: "key.created", data: { name: "Checkout" } });
  expect(JSON.stringify(sink.received)).not.toContain(secret);

  sink.answer({ status: 410 });
  await act("Send test");
  await sink.arrived(3);
  await expect(page.getByText("Billing service was switched off")).toBeVisible();
  await expectLooks(page, "portal with an endpoint that was switched off");
  sink.answer({ status: 200 });
  await act("Enable");
  await act("Deliveries…");
  await dialog.getByRole("button", { name: /Failed webhook\.test/ }).click();
  await dialog.getByRole("button", { name: "Redeliver" }).click();
  await sink.arrived(4);
  await expect(dialog.getByText("Attempt 2")).toBeVisible();
  expect(sink.received[3]?.body).toBe(sink.received[2]?.body);

  await company.goto("/dashboard/admin/customers");
  await company.getByRole("link", { name: "Studio Nine" }).click();
  await company.getByRole("button", { name: /Delete the endpoint/ }).click();
  await company.getByRole("dialog").getByRole("button", { name: "Delete endpoint" }).click();
  await expect(company.getByText("They add some in a portal")).toBeVisible();
  await page.reload();
  await expect(page.getByText("Add the URL of a server of yours")).toBeVisible();
});
