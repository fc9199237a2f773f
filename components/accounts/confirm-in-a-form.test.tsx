import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { CreateTokenDialog } from "@/components/tokens/create-token-dialog";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { ConfirmIdentity } from "./confirm-identity";

const secret = `hp_pat_${"a".repeat(40)}`;

/** A server that makes a token for a session whose user has confirmed, and a page with the form for it, filled in. */
async function filledForm() {
  let confirmed = false;
  const calls = answerCalls(({ path, body }) => {
    if (path === "/api/dashboard/confirm") {
      confirmed = Reflect.get(Object(body), "password") === "right";
      return confirmed
        ? { status: 200, body: { confirmed_until: "2026-11-27T00:00:00Z" } }
        : { status: 400, body: { error: { details: [{ path: "password", message: "is not your password" }] } } };
    }
    if (path !== "/api/dashboard/user/tokens") return { status: 200, body: { data: [], active: 0, maximum: 3 } };
    const made = { token_id: "tok_1", token: secret, name: "Laptop", expires_at: "2027-01-01T00:00:00Z" };
    if (confirmed) return { status: 201, body: made };
    return { status: 403, body: { error: { code: "REAUTHENTICATION_REQUIRED" }, methods: ["password"] } };
  });
  renderPage(
    <>
      <CreateTokenDialog open onClose={vi.fn()} />
      <ConfirmIdentity />
    </>,
    "/dashboard/tokens",
  );
  const user = userEvent.setup();
  await user.type(screen.getByLabelText("Name"), "Laptop at home{Enter}");
  await screen.findByRole("dialog", { name: "Confirm it’s you" });
  return { user, calls };
}

it("a form's request goes through once its owner has confirmed above it, and nothing typed is lost", async () => {
  const { user, calls } = await filledForm();
  const password = screen.getByLabelText("Password");
  expect(document.activeElement).toBe(password);
  await user.keyboard("wrong{Enter}");
  await screen.findByText("This is not your password.");
  await user.clear(password);
  await user.keyboard("right{Enter}");
  await screen.findByRole("dialog", { name: "Copy your new token" });
  const made = calls.filter(({ method, path }) => method === "POST" && path === "/api/dashboard/user/tokens");
  expect(made.map(({ body }) => Reflect.get(Object(body), "name"))).toEqual(["Laptop at home", "Laptop at home"]);
  const keys = made.map(({ headers }) => headers.get("idempotency-key"));
  expect(keys[1]).toBe(keys[0]);
});

it("Esc leaves the question alone: nothing was made, and the form below is as it was", async () => {
  const { user } = await filledForm();
  await user.keyboard("{Escape}");
  await screen.findByText(/^Nothing was done/);
  await waitFor(() => expect(screen.queryByRole("dialog", { name: "Confirm it’s you" })).toBeNull());
  expect(screen.getByRole("dialog", { name: "Create personal access token" })).toBeTruthy();
  expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Laptop at home");
});
