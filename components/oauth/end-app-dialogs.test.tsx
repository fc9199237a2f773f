import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { answerCalls } from "@/lib/testing/answer-calls";
import { listedApp } from "@/lib/testing/listed-app";
import { renderPage } from "@/lib/testing/render-page";
import { DeleteAppDialog, RevokeAccessDialog } from "./end-app-dialogs";

const close = () => undefined;
const user = userEvent.setup();

it("deletes an app that users depend on once its name was typed, and leads to the list", async () => {
  const calls = answerCalls(() => ({ status: 204 }));
  const { visited } = renderPage(<DeleteAppDialog app={{ ...listedApp, users: 2 }} onClose={close} />);
  const button = await screen.findByRole("button", { name: "Delete app" });
  await user.click(button);
  expect(calls).toEqual([]);
  await user.type(screen.getByRole("textbox", { name: "Type Acme to confirm" }), "Acme");
  await user.click(button);
  await waitFor(() => expect(visited).toEqual(["/dashboard/oauth-apps"]));
  expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "DELETE /api/dashboard/v1/oauth-apps/client_1",
  ]);
});

it("revokes an app's access, and tells what the server says where that is refused", async () => {
  const error = { code: "NOT_FOUND", message: "There is no such app" };
  const calls = answerCalls(() => ({ status: 404, body: { error } }));
  renderPage(<RevokeAccessDialog app={{ ...listedApp, users: 1 }} onClose={close} />);
  expect(await screen.findByText(/Its 1 user is asked again the next time/)).toBeDefined();
  await user.click(screen.getByRole("button", { name: "Revoke all access" }));
  expect((await screen.findByRole("alert")).textContent).toBe("There is no such app.");
  expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "POST /api/dashboard/v1/oauth-apps/client_1/revoke",
  ]);
});
