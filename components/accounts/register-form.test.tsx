import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { registrationRefusals } from "@/lib/features/accounts/registration-refusals";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { renderOutside } from "@/lib/testing/render-page";
import { RegisterForm } from "./register-form";

type Shown = { address?: string; blocked?: string | null };

/** The page, whose registration and sign-in are answered as the test says. */
function showForm(registered: Answer, { address = "/register", blocked = null }: Shown = {}) {
  const calls = answerCalls(({ path }) => {
    if (path === "/api/auth/csrf") return { status: 200, body: { csrfToken: "csrf" } };
    return path.startsWith("/api/auth/") ? { status: 429, headers: { "retry-after": "42" } } : registered;
  });
  renderOutside(<RegisterForm target="/dashboard/usage" minLength={8} blocked={blocked} />, address);
  const register = async (email: string, password: string) => {
    const user = userEvent.setup();
    if (email) await user.type(screen.getByRole("textbox", { name: "Email" }), email);
    if (password) await user.type(screen.getByLabelText("Password"), password);
    await user.click(screen.getByRole("button", { name: "Create account" }));
  };
  return { register, posts: () => calls.filter(({ method }) => method === "POST") };
}

it("says what is wrong with every field at once, as sentences, and begins at the first", async () => {
  const { register, posts } = showForm({ status: 500 });
  await register("nobody", "short");
  await screen.findByText("This is not an email address.");
  expect(screen.getByText("The password must have at least 8 characters.")).toBeDefined();
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Email" })));
  expect(posts()).toEqual([]);
});

it("tells a taken address at its field, with signing in to the same target as the way on", async () => {
  const { register } = showForm({ status: 409, body: { error: { code: "CONFLICT", message: "An account exists" } } });
  await register("ada@example.test", "correct horse battery");
  await screen.findByText("This address has an account already.");
  const link = screen.getByRole("link", { name: "Sign in instead" });
  expect(link.getAttribute("href")).toBe("/sign-in?callbackUrl=%2Fdashboard%2Fusage");
});

it("says that the account is ready where only the sign-in afterwards was refused", async () => {
  const { register, posts } = showForm({ status: 201, body: { id: "usr_1" } });
  await register("ada@example.test", "correct horse battery");
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("Your account is ready");
  expect(alert.textContent).toContain("42 seconds");
  // A name that was left empty is not sent.
  expect(posts()[0]?.body).toEqual({ email: "ada@example.test", password: "correct horse battery" });
});

it("says that a link was mailed where the address has to be proved first, and signs nobody in", async () => {
  const message = registrationRefusals.email_proof_required;
  const { register, posts } = showForm({ status: 403, body: { error: { code: "FORBIDDEN", message } } });
  await register("ada@corp.test", "correct horse battery");
  const told = await screen.findByRole("status");
  expect(told.textContent).toContain("We mailed a link to ada@corp.test");
  expect(posts()).toHaveLength(1);
  // The mailed link, opened in this same tab, moves the fragment alone.
  window.location.hash = "#token=proof";
  // The field is there a moment before it is filled in.
  expect(await screen.findByDisplayValue("proof")).toBe(screen.getByLabelText("Code of your link"));
  expect(screen.getByRole("button", { name: "Create account" }).getAttribute("aria-busy")).not.toBe("true");
});

it("says why nobody registers who comes without a link, and shows them no form", async () => {
  showForm({ status: 500 }, { blocked: "You need an invitation." });
  await screen.findByText("You need an invitation.");
  expect(screen.queryByRole("button")).toBeNull();
});

it("takes the token of the link out of the address, and sends it with the registration", async () => {
  const { register, posts } = showForm(
    { status: 201, body: { id: "usr_1" } },
    { address: "/register#token=secret40", blocked: "You need an invitation." },
  );
  await screen.findByDisplayValue("secret40");
  expect(window.location.hash).toBe("");
  await register("ada@example.test", "correct horse battery");
  await waitFor(() =>
    expect(posts()[0]?.body).toEqual({
      email: "ada@example.test",
      password: "correct horse battery",
      token: "secret40",
    }),
  );
});

it("takes the address from an invitation's link, which is for it alone, and leaves neither in the page's address", async () => {
  const address = "/register?callbackUrl=%2Finvitations#token=lki_1&email=ada%2B1%40example.test";
  const { register, posts } = showForm({ status: 201, body: { id: "usr_1" } }, { address, blocked: "By invitation." });
  await register("", "correct horse battery");
  await screen.findByRole("alert");
  expect(posts()[0]?.body).toEqual({ email: "ada+1@example.test", password: "correct horse battery", token: "lki_1" });
  expect(window.location.href).not.toMatch(/lki_1|ada/);
});
