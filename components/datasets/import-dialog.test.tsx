import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { ImportDialog } from "./import-dialog";

const dialog = <ImportDialog dataset={null} onClose={() => undefined} />;
const rows = () => screen.findByLabelText<HTMLTextAreaElement>("Or the rows themselves");

/** Fills in a name and one row, and sends them. */
async function send(name: string) {
  const page = renderPage(dialog);
  const user = userEvent.setup();
  await user.click(await screen.findByLabelText("Name"));
  await user.paste(name);
  await user.type(await rows(), "name{Enter}Ada");
  await user.click(screen.getByRole("button", { name: "Create dataset" }));
  return { ...page, user, told: (await screen.findByRole("alert")).textContent };
}

it("refuses a name that the server would refuse, before anything is sent", async () => {
  const calls = answerCalls(() => ({ status: 500, body: {} }));
  const { told } = await send("Cus\u200btomers");
  expect(told).toMatch(/^The name must not hold .*invisible characters/);
  expect(calls).toEqual([]);
});

it("keeps what was typed over closing, unless its dataset is made: it would be made twice", async () => {
  let isMade = false;
  const error = { code: "RATE_LIMITED", message: "Too many" };
  answerCalls(({ method }) =>
    isMade && method === "POST" ? { status: 201, body: { id: "ds_1" } } : { status: 429, body: { error } },
  );
  const refused = await send("Customers");
  await refused.user.click(screen.getByRole("button", { name: "Cancel" }));
  refused.unmount();
  const again = renderPage(dialog);
  expect((await rows()).value).toBe("name\nAda");
  isMade = true;
  await refused.user.click(screen.getByRole("button", { name: "Create dataset" }));
  await screen.findByRole("alert");
  await refused.user.click(screen.getByRole("button", { name: "Cancel" }));
  again.unmount();
  renderPage(dialog);
  expect((await rows()).value).toBe("");
});
