import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { PasswordForm } from "./password-form";

function showForm(...answers: Answer[]) {
  const calls = answerCalls(({ method }) =>
    method === "GET" ? { status: 200, body: { data: [], next_cursor: null } } : (answers.shift() ?? { status: 204 }),
  );
  renderPage(<PasswordForm owner={{ email: "ada@example.test", name: "Ada", minLength: 8 }} />);
  const user = userEvent.setup();
  const fields = () => [screen.getByLabelText("Current password"), screen.getByLabelText("New password")] as const;
  const change = async (current: string, next: string) => {
    for (const [field, text] of [
      [fields()[0], current],
      [fields()[1], next],
    ] as const) {
      await user.clear(field);
      if (text) await user.type(field, text);
    }
    await user.keyboard("{Enter}");
  };
  return { change, fields, sent: () => calls.filter(({ method }) => method !== "GET").length };
}

it("asks for the current password and for one that differs, before anything is sent", async () => {
  const { change, sent } = showForm();
  await change("", "correct horse battery");
  await screen.findByText("Enter your current password.");
  await change("correct horse battery", "correct horse battery");
  await screen.findByText("Choose one that differs from the current one.");
  expect(sent()).toBe(0);
});

it("the button that shows a password is named apart at each of its fields", () => {
  showForm();
  expect(screen.getByRole("button", { name: "Show password" })).toBeDefined();
  expect(screen.getByRole("button", { name: "Show new password" })).toBeDefined();
});

it("shows the server's refusal at its field, keeps what was typed, and forgets it after success", async () => {
  const details = [{ path: "current_password", message: "is not your password" }];
  const refusal = { status: 400, body: { error: { code: "VALIDATION_ERROR", message: "No", details } } };
  const { change, fields, sent } = showForm(refusal);
  await change("wrong", "correct horse battery");
  await screen.findByText("This is not your password.");
  expect(fields()[1]).toHaveProperty("value", "correct horse battery");
  await change("right", "correct horse battery");
  await screen.findByText(/Password changed/);
  expect(fields().map((field) => (field as HTMLInputElement).value)).toEqual(["", ""]);
  await change("right", "another horse battery");
  expect(sent()).toBe(3);
});
