import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import { drafts } from "@/components/ui/form-drafts";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { CreateApiKeyDialog } from "./create-api-key-dialog";
import type { KeyProduct } from "./key-product";

const prompts: KeyProduct = {
  id: "prompts",
  label: "Prompts",
  description: "Versioned prompts",
  environments: ["production", "development"],
  scopes: [{ id: "prompts:read", description: "Read prompts", access: "read", endpoints: [] }],
  roles: [],
  perMinute: 100,
  examples: [],
};

beforeEach(() => {
  sessionStorage.clear();
  drafts.drop("api-key");
});

it("sends the customer that was named, and says at that field that the organization has none by that name", async () => {
  const message = "is no customer of the organization";
  const calls = answerCalls(() => ({
    status: 400,
    body: { success: false, errors: [{ code: "VALIDATION_ERROR", message, field: "external_id" }] },
  }));
  renderPage(<CreateApiKeyDialog open onClose={() => undefined} products={[prompts]} forCustomers />);
  const user = userEvent.setup();
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByRole("textbox", { name: "Name" }), "Ada");
  await user.type(dialog.getByRole("textbox", { name: "Customer (optional)" }), "user_42");
  await user.click(dialog.getByRole("button", { name: "Create" }));
  await dialog.findByText("This is no customer of the organization.");
  expect(calls.find(({ method }) => method === "POST")?.body).toMatchObject({ name: "Ada", external_id: "user_42" });
});

it("asks for no customer where the organization has none, or its reader may name none", async () => {
  answerCalls(() => ({ status: 200, body: { data: [] } }));
  renderPage(<CreateApiKeyDialog open onClose={() => undefined} products={[prompts]} forCustomers={false} />);
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.queryByRole("textbox", { name: "Customer (optional)" })).toBeNull();
});
