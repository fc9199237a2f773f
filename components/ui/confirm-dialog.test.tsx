import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { renderPage } from "@/lib/testing/render-page";
import { ConfirmDialog } from "./confirm-dialog";

it("a confirmation that asks for a name stays shut until exactly that name is typed", async () => {
  let confirmed = 0;
  renderPage(
    <ConfirmDialog
      open
      onOpenChange={() => {}}
      title="Revoke “CI”"
      body="It stops working at once."
      confirmLabel="Revoke"
      danger
      pending={false}
      onConfirm={() => {
        confirmed += 1;
      }}
      requireText="CI"
    />,
  );
  const user = userEvent.setup();
  const revoke = screen.getByRole("button", { name: "Revoke" });
  await user.type(screen.getByRole("textbox", { name: "Type CI to confirm" }), "C{Enter}");
  expect(revoke).toHaveProperty("disabled", true);
  expect(confirmed).toBe(0);
  await user.keyboard("I{Enter}");
  expect(confirmed).toBe(1);
});
