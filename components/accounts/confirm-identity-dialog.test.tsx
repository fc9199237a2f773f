import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { ConfirmIdentityDialog } from "./confirm-identity-dialog";

const right: Answer = { status: 200, body: { confirmed_until: "2026-11-27T00:00:00Z" } };
const wrong = (path: string): Answer => ({
  status: 400,
  body: { error: { code: "VALIDATION_ERROR", message: "No", details: [{ path, message: "is not right" }] } },
});

it("offers the best way first and the others beside it, and sends the one proof that was chosen", async () => {
  const onEnd = vi.fn();
  const calls = answerCalls(({ body }) => (Reflect.has(Object(body), "recovery_code") ? right : wrong("code")));
  renderPage(<ConfirmIdentityDialog methods={["totp", "password", "recovery_code"]} onEnd={onEnd} />);
  const user = userEvent.setup();
  const code = screen.getByLabelText("Code of your authenticator app");
  expect([document.activeElement, code.getAttribute("autocomplete")]).toEqual([code, "one-time-code"]);
  await user.type(code, "123456{Enter}");
  await screen.findByText("This code is not right.");
  await user.click(screen.getByRole("button", { name: "Use a recovery code" }));
  const recovery = screen.getByLabelText("Recovery code");
  expect(document.activeElement).toBe(recovery);
  await user.keyboard("{Enter}");
  await screen.findByText("Enter one of your recovery codes.");
  await user.type(recovery, "abcd-efgh{Enter}");
  await waitFor(() => expect(onEnd).toHaveBeenCalledExactlyOnceWith(true));
  expect(calls.map(({ body }) => body)).toEqual([{ code: "123456" }, { recovery_code: "abcd-efgh" }]);
});

it("leads those without a password to the provider that they have connected, and says what happens", async () => {
  const onEnd = vi.fn();
  const connected = { email: null, since: "2026-11-01T00:00:00.000Z", last_used_at: null };
  const data = [
    { provider: "github", label: "GitHub", configured: true, connected: null },
    { provider: "google", label: "Google", configured: true, connected },
  ];
  answerCalls(() => ({ status: 200, body: { has_password: false, data } }));
  vi.stubGlobal("open", () => null);
  renderPage(<ConfirmIdentityDialog methods={["provider"]} onEnd={onEnd} />);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Continue with Google" }));
  await screen.findByText(/Your browser opened no new tab/);
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  expect(onEnd).toHaveBeenCalledExactlyOnceWith(false);
});

it("begins at what confirms where nothing is typed, also after another way was chosen", async () => {
  renderPage(<ConfirmIdentityDialog methods={["passkey", "password"]} onEnd={() => undefined} />);
  const user = userEvent.setup();
  const usePasskey = await screen.findByRole("button", { name: "Use a passkey" });
  await waitFor(() => expect(document.activeElement).toBe(usePasskey));
  await user.click(screen.getByRole("button", { name: "Use your password" }));
  expect(document.activeElement).toBe(screen.getByLabelText("Password"));
  await user.click(screen.getByRole("button", { name: "Use a passkey" }));
  await waitFor(() => expect(document.activeElement?.getAttribute("type")).toBe("submit"));
  expect(document.activeElement?.textContent).toBe("Use a passkey");
});
