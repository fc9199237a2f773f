import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
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

it("sends the customer that was named, and says at that field that the organization has none by that name", async () => {
  const message = "is no customer of the organization";
  const calls = answerCalls(() => ({
    status: 400,
    body: { success: false, errors: [{ code: "VALIDATION_ERROR", message, field: "external_id" }] },
  }));
  renderPage(
    <CreateApiKeyDialog open onClose={() => undefined} forProduction={false} products={[prompts]} forCustomers />,
  );
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
  renderPage(
    <CreateApiKeyDialog
      open
      onClose={() => undefined}
      forProduction={false}
      products={[prompts]}
      forCustomers={false}
    />,
  );
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.queryByRole("textbox", { name: "Customer (optional)" })).toBeNull();
});

const openForm = async () => {
  const { unmount } = renderPage(
    <CreateApiKeyDialog
      open
      onClose={() => undefined}
      forProduction={false}
      products={[prompts]}
      forCustomers={false}
    />,
  );
  return { dialog: within(await screen.findByRole("dialog")), unmount };
};

it("says of a refill without credits what is missing at its field, unfolded, and sends all that was typed once it is there", async () => {
  const message = "must be at most 5";
  const calls = answerCalls(({ method }) =>
    method === "POST"
      ? {
          status: 400,
          body: { success: false, errors: [{ code: "VALIDATION_ERROR", message, field: "credits.remaining" }] },
        }
      : { status: 200, body: { data: [] } },
  );
  const sent = () => calls.filter(({ method }) => method === "POST").map(({ body }) => body);
  const user = userEvent.setup();
  const { dialog } = await openForm();
  await user.type(dialog.getByRole("textbox", { name: "Name" }), "Ada");
  await user.click(dialog.getByText("More"));
  await user.type(dialog.getByLabelText("Refilled to"), "1,000");
  await user.type(dialog.getByLabelText("Each"), "day 1");
  await user.click(dialog.getByRole("checkbox", { name: /^The key is switched on/ }));
  await user.click(dialog.getByText("More"));
  await user.click(dialog.getByRole("button", { name: "Create" }));
  await dialog.findByText("Enter a whole number from 0 to 1,000,000,000,000, in digits alone");
  expect(dialog.getByLabelText("Credits").closest("details")?.open).toBe(true);
  expect(sent()).toEqual([]);
  await user.type(dialog.getByLabelText("Credits"), "500");
  await user.click(dialog.getByRole("button", { name: "Create" }));
  await dialog.findByText("Must be at most 5");
  expect(sent()).toMatchObject([
    { name: "Ada", enabled: false, credits: { remaining: 500, refill: { amount: 1_000, on: 1 } } },
  ]);
  expect((dialog.getByLabelText("Refilled to") as HTMLInputElement).value).toBe("1,000");
});

it("shows what was typed before it was closed, not folded away", async () => {
  answerCalls(() => ({ status: 200, body: { data: [] } }));
  const user = userEvent.setup();
  const first = await openForm();
  await user.click(first.dialog.getByText("More"));
  await user.click(first.dialog.getByRole("checkbox", { name: /^The key is switched on/ }));
  first.unmount();
  const { dialog } = await openForm();
  expect((dialog.getByRole("checkbox", { name: /^The key is switched on/ }) as HTMLInputElement).checked).toBe(false);
  expect(dialog.getByLabelText("Credits").closest("details")?.open).toBe(true);
});

it("begins with the environment that a link asked for, and with development where none did", async () => {
  answerCalls(() => ({ status: 200, body: { data: [] } }));
  for (const forProduction of [true, false]) {
    const { unmount } = renderPage(
      <CreateApiKeyDialog
        open
        onClose={() => undefined}
        forProduction={forProduction}
        products={[prompts]}
        forCustomers={false}
      />,
    );
    const dialog = within(await screen.findByRole("dialog"));
    const chosen = dialog.getByRole<HTMLInputElement>("radio", { name: /Production/ });
    expect(chosen.checked).toBe(forProduction);
    unmount();
  }
});
