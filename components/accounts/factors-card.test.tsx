import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { FactorsCard } from "./factors-card";

const none = {
  authenticator: null,
  passkeys: [],
  recovery_codes_left: null,
  passkeys_possible: true,
  passkey_is_only_way_in: false,
};
const passkey = {
  id: "key",
  name: "Laptop",
  synced: false,
  created_at: "2026-11-27T00:00:00.000Z",
  last_used_at: null,
};
const codes = Array.from({ length: 10 }, (_, index) => `abcd${index}-fghjk`);
const setup = {
  setup_token: "setup",
  secret: "JBSWY3DPEHPK3PXP",
  otpauth_url: "otpauth://totp/Latchkey:ada@example.test?secret=JBSWY3DPEHPK3PXP",
  qr: { size: 29, path: "M4 4h1v1h-1z" },
};

/** The card of somebody whose factors are these, and what their calls are answered. */
function showCard(factors: object, answers: Readonly<Record<string, Answer>> = {}) {
  const calls = answerCalls(
    ({ method, path }) =>
      answers[`${method} ${path}`] ?? { status: 200, body: path.endsWith("/factors") ? factors : {} },
  );
  renderPage(<FactorsCard />, "/dashboard/settings");
  return { user: userEvent.setup(), sent: () => calls.filter(({ method }) => method !== "GET") };
}

it("shows an app's key, sends its first code, and lets nobody go before the recovery codes are stored", async () => {
  const { user, sent } = showCard(none, {
    "POST /api/dashboard/account/authenticator": { status: 200, body: setup },
    "PUT /api/dashboard/account/authenticator": { status: 200, body: { recovery_codes: codes } },
  });
  await user.click(await screen.findByRole("button", { name: "Set up app" }));
  const dialog = await screen.findByRole("dialog");
  expect(within(dialog).getByText("JBSW Y3DP EHPK 3PXP")).toBeDefined();
  expect(within(dialog).getByRole("img", { name: "QR code with the key" })).toBeDefined();
  await user.type(within(dialog).getByRole("textbox", { name: "Code that the app shows" }), "123456{Enter}");
  await screen.findByRole("heading", { name: "Save your recovery codes" });
  expect(sent().at(-1)?.body).toEqual({ setup_token: "setup", code: "123456" });
  expect(
    within(dialog)
      .getAllByRole("listitem")
      .map(({ textContent }) => textContent),
  ).toEqual(codes);
  await user.click(within(dialog).getByRole("button", { name: "Done" }));
  await waitFor(() => expect(within(dialog).getByText(/before you leave/)).toBeDefined());
  await user.click(within(dialog).getByRole("checkbox", { name: "I have stored them" }));
  await user.click(within(dialog).getByRole("button", { name: "Done" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

it("says before the last factor is removed that two-step verification ends, and what else does", async () => {
  const { user, sent } = showCard({ ...none, passkeys: [passkey], recovery_codes_left: 2 });
  await user.click(await screen.findByRole("button", { name: "Remove Laptop" }));
  const dialog = await screen.findByRole("dialog");
  expect(dialog.textContent).toContain("your other sessions");
  expect(dialog.textContent).toContain("two-step verification is off after that");
  expect(screen.getByText(/2 of 10 left\. Make new ones/)).toBeDefined();
  await user.click(within(dialog).getByRole("button", { name: "Remove passkey" }));
  await waitFor(() =>
    expect(sent().map(({ method, path }) => `${method} ${path}`)).toEqual([
      "DELETE /api/dashboard/account/passkeys/key",
    ]),
  );
});

it("renames a passkey, with Undo to the name before", async () => {
  const { user, sent } = showCard({ ...none, passkeys: [passkey] });
  await user.click(await screen.findByRole("button", { name: "Rename Laptop" }));
  const field = await screen.findByRole("textbox", { name: "Name" });
  await user.clear(field);
  await user.type(field, "Desk{Enter}");
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  await screen.findByText("Undone");
  expect(sent().map(({ body }) => body)).toEqual([{ name: "Desk" }, { name: "Laptop" }]);
});

it("lets nobody remove the passkey that is the only way in, and says why", async () => {
  showCard({ ...none, passkeys: [passkey], recovery_codes_left: 10, passkey_is_only_way_in: true });
  const remove = await screen.findByRole("button", { name: "Remove Laptop" });
  expect(remove.getAttribute("aria-disabled")).toBe("true");
  const reason = document.getElementById(remove.getAttribute("aria-describedby") ?? "");
  expect(reason?.textContent).toBe("Your only way in. Set a password before you remove it.");
});

it("offers no passkey where browsers make none", async () => {
  showCard({ ...none, passkeys_possible: false });
  await screen.findByText(/Not possible here/);
  expect(screen.queryByRole("button", { name: "Add passkey" })).toBeNull();
});
