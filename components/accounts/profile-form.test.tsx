import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { ProfileForm } from "./profile-form";

const profile = {
  name: "Ada",
  email: "ada@example.test",
  emailVerified: true,
  organizationId: "org_1",
  planLabel: "Free",
  mailed: true,
};

/** Types another name and saves it. */
async function rename(answer: (name: unknown) => Answer) {
  const calls = answerCalls(({ body }) => answer((body as { name: string }).name));
  renderPage(<ProfileForm profile={profile} />);
  const user = userEvent.setup();
  const field = screen.getByRole("textbox", { name: "Name" });
  await user.clear(field);
  await user.type(field, "Ada Lovelace{Enter}");
  return { user, field, sent: () => calls.map(({ method, path, body }) => [method, path, body]) };
}

it("saves a new name, and offers to take it back", async () => {
  const { user, field, sent } = await rename((name) => ({ status: 200, body: { name } }));
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  await waitFor(() => expect(field).toHaveProperty("value", "Ada"));
  expect(sent()).toEqual([
    ["PATCH", "/api/dashboard/account", { name: "Ada Lovelace" }],
    ["PATCH", "/api/dashboard/account", { name: "Ada" }],
  ]);
});

it("tells what the server says of the name beside it, which stays", async () => {
  const details = [{ path: "name", message: "is taken" }];
  const error = { code: "VALIDATION_ERROR", message: "Invalid", details };
  const { field } = await rename(() => ({ status: 400, body: { error } }));
  expect((await screen.findByRole("alert")).textContent).toBe("The name is taken.");
  expect(field).toHaveProperty("value", "Ada Lovelace");
});
