import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderOutside } from "@/lib/testing/render-page";
import { SignInForm } from "./sign-in-form";

/** The page, on a deployment where no password fits. */
function showForm() {
  const calls = answerCalls(({ path }) =>
    path === "/api/auth/csrf"
      ? { status: 200, body: { csrfToken: "csrf" } }
      : { status: 401, body: { url: "/sign-in?error=CredentialsSignin" } },
  );
  renderOutside(<SignInForm target="/dashboard" />, "/sign-in");
  const sent = () => calls.filter(({ method }) => method === "POST").map(({ body }) => body);
  return { sent, user: userEvent.setup() };
}

const email = () => screen.getByRole<HTMLInputElement>("textbox", { name: "Email" });
const password = () => screen.getByLabelText<HTMLInputElement>("Password");

it("asks for what is missing, and begins at the first of it", async () => {
  const { sent, user } = showForm();
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  await screen.findByText("Enter your email address.");
  expect(screen.getByText("Enter your password.")).toBeDefined();
  await waitFor(() => expect(document.activeElement).toBe(email()));
  expect(sent()).toEqual([]);
});

it("sends what a password manager filled in without telling, and after a refusal begins at the password", async () => {
  const { sent } = showForm();
  email().value = "ada@example.test";
  password().value = "correct horse";
  fireEvent.submit(email().form ?? expect.unreachable("the field is in no form"));
  expect((await screen.findByRole("alert")).textContent).toContain("don't match");
  expect(sent()).toEqual([expect.objectContaining({ email: "ada@example.test", password: "correct horse" })]);
  await waitFor(() => expect(document.activeElement).toBe(password()));
  expect(email().value).toBe("ada@example.test");
});

it("names its fields for password managers, and takes what is pasted", async () => {
  const { sent, user } = showForm();
  expect(email().autocomplete).toBe("username webauthn");
  expect(password().autocomplete).toBe("current-password");
  for (const [field, text] of [
    [email(), "ada@example.test"],
    [password(), "correct horse battery staple"],
  ] as const) {
    await user.click(field);
    await user.paste(text);
  }
  await user.keyboard("{Enter}");
  const given = { email: "ada@example.test", password: "correct horse battery staple" };
  await waitFor(() => expect(sent()).toEqual([expect.objectContaining(given)]));
});

it("hides what is typed as a password, and shows it while one wants to see it", async () => {
  const { user } = showForm();
  await user.type(password(), "correct horse");
  expect(password().type).toBe("password");
  await user.click(screen.getByRole("button", { name: "Show password" }));
  expect([password().type, password().value]).toEqual(["text", "correct horse"]);
  await user.click(screen.getByRole("button", { name: "Show password", pressed: true }));
  expect([password().type, password().value]).toEqual(["password", "correct horse"]);
});
