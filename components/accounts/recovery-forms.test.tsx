import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { renderOutside, renderPage } from "@/lib/testing/render-page";
import { ChangeEmail } from "./change-email";
import { ConfirmEmailForm } from "./confirm-email-form";
import { ForgotPasswordForm } from "./forgot-password-form";
import { NotMeForm } from "./not-me-form";
import { ResetPasswordForm } from "./reset-password-form";
import { UndoEmailChangeForm } from "./undo-email-change-form";

/** Of a page's calls the one that changes something: it asks before whether its link holds. */
const isReset = ({ path }: { path: string }) => path === "/api/auth/reset-password";
const usedLink: Answer = {
  status: 400,
  body: {
    error: {
      code: "VALIDATION_ERROR",
      message: "token: is unknown, was used already, or expired",
      details: [{ path: "token", message: "is unknown, was used already, or expired" }],
    },
  },
};
const newPassword = "violet tram under seven bridges";

describe("asking for a link", () => {
  it("says the same of every address, and names no one", async () => {
    const calls = answerCalls(() => ({ status: 202, body: { message: "If …", expires_in: 1800 } }));
    renderOutside(<ForgotPasswordForm mailed />, "/forgot-password");
    const user = userEvent.setup();
    await user.type(screen.getByRole("textbox", { name: "Email" }), "Ada@Example.test{Enter}");
    expect((await screen.findByRole("status")).textContent).toContain("If ada@example.test has an account");
    expect(calls).toMatchObject([{ path: "/api/auth/forgot-password", body: { email: "ada@example.test" } }]);
    await user.click(screen.getByRole("button", { name: "Ask for another link" }));
    await screen.findByRole("textbox", { name: "Email" });
  });

  it("tells a limit with its wait", async () => {
    answerCalls(() => ({
      status: 429,
      headers: { "retry-after": "42" },
      body: { error: { code: "RATE_LIMITED", message: "Too many requests" } },
    }));
    renderOutside(<ForgotPasswordForm mailed />, "/forgot-password");
    await userEvent.setup().type(screen.getByRole("textbox", { name: "Email" }), "ada@example.test{Enter}");
    expect((await screen.findByRole("alert")).textContent).toContain("42 seconds");
  });
});

describe("a new password", () => {
  it("is sent with the link's token, which leaves the address at once and outlives a reload until it was used", async () => {
    const calls = answerCalls(() => ({ status: 204 }));
    const first = renderOutside(<ResetPasswordForm minLength={8} />, "/reset-password#token=secret");
    await waitFor(() => expect(window.location.hash).toBe(""));
    first.unmount();
    renderOutside(<ResetPasswordForm minLength={8} />, "/reset-password");
    await userEvent.setup().type(await screen.findByLabelText("New password"), `${newPassword}{Enter}`);
    expect((await screen.findByRole("status")).textContent).toContain("Your new password is set");
    expect(calls.filter(isReset).map(({ body }) => body)).toEqual([{ token: "secret", new_password: newPassword }]);
    expect(sessionStorage).toHaveLength(0);
  });

  it("that is too weak is told at its field before anything is sent, and a link that was used above the form", async () => {
    const calls = answerCalls((call) => (isReset(call) ? usedLink : { status: 204 }));
    renderOutside(<ResetPasswordForm minLength={8} />, "/reset-password#token=secret");
    const field = await screen.findByLabelText("New password");
    const user = userEvent.setup();
    await user.type(field, "short{Enter}");
    await waitFor(() => expect(field.getAttribute("aria-invalid")).toBe("true"));
    expect(calls.filter(isReset)).toEqual([]);
    await user.clear(field);
    await user.type(field, `${newPassword}{Enter}`);
    expect((await screen.findByRole("alert")).textContent).toBe("This link is unknown, was used already, or expired.");
    expect(screen.getByRole("link", { name: "Ask for a new link" }).getAttribute("href")).toBe("/forgot-password");
  });

  it("is not asked for by a link that holds no more, of which the page tells at once", async () => {
    const calls = answerCalls(() => usedLink);
    renderOutside(<ResetPasswordForm minLength={8} />, "/reset-password#token=secret");
    expect((await screen.findByRole("alert")).textContent).toBe("This link is unknown, was used already, or expired.");
    expect(screen.queryByLabelText("New password")).toBeNull();
    expect(screen.getByRole("link", { name: "Ask for a new link" }).getAttribute("href")).toBe("/forgot-password");
    expect(calls).toMatchObject([{ path: "/api/dashboard/reset-link", body: { token: "secret" } }]);
  });

  it("is asked for where no answer says whether the link holds", async () => {
    const calls = answerCalls(() => ({ status: 503, body: {} }));
    renderOutside(<ResetPasswordForm minLength={8} />, "/reset-password#token=secret");
    await waitFor(() => expect(calls).toHaveLength(1));
    expect(await screen.findByLabelText("New password")).toBeDefined();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("cannot be set without a link", async () => {
    renderOutside(<ResetPasswordForm minLength={8} />, "/reset-password");
    await screen.findByText(/opened by a mailed link/);
    expect(screen.queryByLabelText("New password")).toBeNull();
  });
});

describe("a link that is refused", () => {
  it.each([
    { page: "/undo-email-change", form: <UndoEmailChangeForm mailed />, button: "Take the account back" },
    { page: "/confirm-email", form: <ConfirmEmailForm email="ada@example.test" />, button: "Use the new address" },
    { page: "/not-me", form: <NotMeForm />, button: "It was not me: end everything" },
  ])("is told in words on $page, which never shows its token", async ({ page, form, button }) => {
    answerCalls(() => usedLink);
    renderOutside(form, `${page}#token=secret`);
    await waitFor(() => expect(window.location.hash).toBe(""));
    await userEvent.setup().click(screen.getByRole("button", { name: button }));
    expect((await screen.findByRole("alert")).textContent).toBe("This link is unknown, was used already, or expired.");
    expect(document.body.textContent).not.toContain("secret");
  });

  it.each([
    { page: "/undo-email-change", form: <UndoEmailChangeForm mailed />, button: "Take the account back" },
    { page: "/not-me", form: <NotMeForm />, button: "It was not me: end everything" },
  ])(
    "leaves no button on $page that does nothing, but the focus on a way on, until another link comes",
    async ({ page, form, button }) => {
      const answers: Answer[] = [{ status: 503, body: {} }, usedLink];
      answerCalls(() => answers.shift() ?? { status: 204 });
      renderOutside(form, `${page}#token=secret`);
      await waitFor(() => expect(window.location.hash).toBe(""));
      const user = userEvent.setup();
      await user.click(screen.getByRole("button", { name: button }));
      await screen.findByRole("alert");
      await user.click(screen.getByRole("button", { name: button }));
      const wayOn = await screen.findByRole("link", { name: "Set a new password" });
      expect(document.activeElement).toBe(wayOn);
      expect(wayOn.getAttribute("href")).toBe("/forgot-password");
      expect(screen.queryByRole("button", { name: button })).toBeNull();
      // A reload does not offer it again.
      expect(Object.values({ ...sessionStorage })).not.toContain("secret");
      expect((await screen.findByRole("alert")).textContent).toBe(
        "This link is unknown, was used already, or expired.",
      );
      window.location.hash = "#token=another";
      await screen.findByRole("button", { name: button });
    },
  );
});

it("says that the administrator hands a link over where no mail is sent", async () => {
  answerCalls(() => ({ status: 202, body: {} }));
  renderOutside(<ForgotPasswordForm mailed={false} />, "/forgot-password");
  const user = userEvent.setup();
  await user.type(screen.getByLabelText("Email"), "ada@example.test");
  await user.click(screen.getByRole("button", { name: "Ask for a link" }));
  const said = await screen.findByRole("status");
  expect(said.textContent).toContain("waits with the administrator, who hands it over");
  expect(said.textContent).not.toMatch(/on its way|unwanted mail/);
});

describe("another address", () => {
  it("is asked for in a dialog, which then says where the link went", async () => {
    const calls = answerCalls(() => ({
      status: 202,
      body: { email: "new@example.test", expires_at: "2026-11-28T00:00:00Z" },
    }));
    renderPage(<ChangeEmail email="ada@example.test" mailed />, "/dashboard/settings");
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: "Change email" }));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("New email address")));
    await user.keyboard("New@example.test{Enter}");
    await screen.findByText(/A link is on its way to new@example\.test/);
    expect(calls).toMatchObject([{ path: "/api/dashboard/account/email", body: { email: "new@example.test" } }]);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("waits in the tab for a sign-in, and is taken by a click alone", async () => {
    const calls = answerCalls(() => ({
      status: 200,
      body: { email: "new@example.test", undo_until: "2026-12-04T00:00:00Z" },
    }));
    const out = renderOutside(<ConfirmEmailForm email={null} />, "/confirm-email#token=secret");
    await waitFor(() => expect(window.location.hash).toBe(""));
    expect(screen.getByRole("link", { name: "Sign in to go on" }).getAttribute("href")).toContain("/confirm-email");
    out.unmount();
    renderOutside(<ConfirmEmailForm email="ada@example.test" />, "/confirm-email");
    const use = await screen.findByRole("button", { name: "Use the new address" });
    await waitFor(() => expect(use.hasAttribute("aria-disabled")).toBe(false));
    expect(calls).toEqual([]);
    await userEvent.setup().click(use);
    expect((await screen.findByRole("status")).textContent).toContain("new@example.test is your address now");
    expect(calls.map(({ body }) => body)).toEqual([{ token: "secret" }]);
  });

  it("promises an undo where the former address has one, and none where it was never proved", async () => {
    for (const [undo_until, promised] of [
      ["2026-12-04T00:00:00Z", true],
      [null, false],
    ] as const) {
      answerCalls(() => ({ status: 200, body: { email: "new@example.test", undo_until } }));
      const out = renderOutside(<ConfirmEmailForm email="ada@example.test" />, "/confirm-email#token=secret");
      const use = await screen.findByRole("button", { name: "Use the new address" });
      await waitFor(() => expect(use.hasAttribute("aria-disabled")).toBe(false));
      await userEvent.setup().click(use);
      expect((await screen.findByRole("status")).textContent?.includes("can undo this for seven days")).toBe(promised);
      out.unmount();
    }
  });

  it("is undone by a click alone, never by opening the page", async () => {
    const calls = answerCalls(() => ({ status: 200, body: { email: "ada@example.test" } }));
    renderOutside(<UndoEmailChangeForm mailed />, "/undo-email-change#token=secret");
    await waitFor(() => expect(window.location.hash).toBe(""));
    expect(calls).toEqual([]);
    await userEvent.setup().click(screen.getByRole("button", { name: "Take the account back" }));
    expect((await screen.findByRole("status")).textContent).toContain("The account has ada@example.test again");
    expect(calls).toMatchObject([{ path: "/api/auth/undo-email-change", body: { token: "secret" } }]);
  });
});
