import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { PortalLinkDialog } from "./portal-link-dialog";

const usage = () => screen.findByRole<HTMLInputElement>("checkbox", { name: "Their usage" });

/** The dialog of a customer's portal, in which usage is not to be shown. */
async function open(answer: Answer) {
  const calls = answerCalls(() => answer);
  const dialog = <PortalLinkDialog open onClose={() => undefined} externalId="acme" />;
  const page = renderPage(dialog);
  const user = userEvent.setup();
  await user.click(await usage());
  return { ...page, dialog, user, sent: () => calls.map(({ method, path, body }) => [method, path, body]) };
}

it("makes a link with what was chosen, and shows it", async () => {
  const { user, sent } = await open({ status: 201, body: { data: { url: "https://latchkey.example/portal#1" } } });
  await user.click(screen.getByRole("button", { name: "Make link" }));
  expect(await screen.findByText("https://latchkey.example/portal#1")).toBeDefined();
  const body = { external_id: "acme", shows: expect.not.arrayContaining(["usage"]), scopes: [] };
  expect(sent()).toEqual([["POST", "/api/dashboard/v1/portal/sessions", expect.objectContaining(body)]]);
});

it("tells why no link was made, and keeps what was chosen over closing", async () => {
  const error = { code: "CONFLICT", message: "The customer is suspended" };
  const { user, dialog, unmount } = await open({ status: 409, body: { error } });
  await user.click(screen.getByRole("button", { name: "Make link" }));
  expect((await screen.findByRole("alert")).textContent).toBe("The customer is suspended.");
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  unmount();
  renderPage(dialog);
  expect((await usage()).checked).toBe(false);
});
