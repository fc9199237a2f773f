import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderOutside } from "@/lib/testing/render-page";
import { SecondStep } from "./second-step";

/** The page, for an account whose every answer is wrong. */
function showStep(methods: Parameters<typeof SecondStep>[0]["methods"]) {
  const calls = answerCalls(() => ({
    status: 401,
    body: { error: { code: "UNAUTHORIZED", message: "That code is not right; 4 attempts are left" }, attempts_left: 4 },
  }));
  const left: string[] = [];
  vi.spyOn(window.location, "assign").mockImplementation((url) => void left.push(String(url)));
  renderOutside(<SecondStep methods={methods} passkeyOptions={null} target="/dashboard/usage" />, "/sign-in");
  return { user: userEvent.setup(), left, sent: () => calls.map(({ path, body }) => ({ path, body })) };
}

const path = "/api/dashboard/sign-in/second-factor";

it("sends the app's code with where to go, and after a refusal says so and takes another one", async () => {
  const { user, sent, left } = showStep(["totp", "recovery_code"]);
  const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Code from your authenticator app" });
  expect([field.autocomplete, field.inputMode]).toEqual(["one-time-code", "numeric"]);
  await user.type(field, "123 456{Enter}");
  expect((await screen.findByRole("alert")).textContent).toBe("That code is not right; 4 attempts are left.");
  expect(sent()).toEqual([{ path, body: { code: "123 456", target: "/dashboard/usage" } }]);
  await waitFor(() => expect(document.activeElement).toBe(field));
  // It is no ended session, which would lead to signing in.
  expect(left).toEqual([]);
});

it("offers the account's other factors and no others, and asks for what was chosen", async () => {
  const { user, sent } = showStep(["totp", "recovery_code"]);
  expect(screen.queryByRole("button", { name: "Use a passkey" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Use a recovery code" }));
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  expect((await screen.findByRole("alert")).textContent).toBe("Enter one of your recovery codes.");
  await user.type(screen.getByRole("textbox", { name: "Recovery code" }), "abcde-fghjk{Enter}");
  await waitFor(() =>
    expect(sent()).toEqual([{ path, body: { recovery_code: "abcde-fghjk", target: "/dashboard/usage" } }]),
  );
  expect(screen.getByRole("button", { name: "Use your authenticator app" })).toBeDefined();
});
