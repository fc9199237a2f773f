import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { SignInMethodsCard } from "./sign-in-methods";

const connected = { email: "ada@example.test", since: "2026-11-27T00:00:00.000Z", last_used_at: null };
const data = [{ provider: "github", label: "GitHub", configured: true, connected }];
const methods = { has_password: true, has_passkey: false, data };

it("says before a provider is disconnected that the other sessions end with it", async () => {
  const calls = answerCalls(({ method }) => (method === "GET" ? { status: 200, body: methods } : { status: 204 }));
  renderPage(<SignInMethodsCard outcome={null} />, "/dashboard/settings");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Disconnect GitHub" }));
  const dialog = await screen.findByRole("dialog");
  expect(dialog.textContent).toContain("your other sessions, session tokens of the API included, end");
  await user.click(within(dialog).getByRole("button", { name: "Disconnect" }));
  const sent = () => calls.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);
  await waitFor(() => expect(sent()).toEqual(["DELETE /api/dashboard/account/identities/github"]));
});

it.each([
  ["connected=github", { connected: "github" }, "status", /^GitHub is connected/],
  ["connect_error=access_denied", { error: "access_denied" }, "status", /^You cancelled there/],
  ["connect_error=rate_limited", { error: "rate_limited" }, "alert", /^Too many attempts came from your network/],
  ["connect_error=identity_taken", { error: "identity_taken" }, "alert", /^That account is connected to another user/],
])("brings the outcome of ?%s into view, and tells it once", async (search, outcome, role, words) => {
  answerCalls(() => ({ status: 200, body: methods }));
  const scroll = vi.spyOn(Element.prototype, "scrollIntoView");
  const first = renderPage(<SignInMethodsCard outcome={outcome} />, `/dashboard/settings?${search}&outcome=failed`);
  const told = await screen.findByText(words);
  expect(told.closest(`[role=${role}]`)).not.toBeNull();
  await waitFor(() => expect(scroll.mock.contexts.some((shown) => (shown as Element).contains(told))).toBe(true));
  await waitFor(() => expect(window.location.search).toBe("?outcome=failed"));
  expect(screen.getByText(words)).toBe(told);
  first.unmount();
  renderPage(<SignInMethodsCard outcome={outcome} />, "/dashboard/settings");
  await screen.findByRole("button", { name: "Disconnect GitHub" });
  expect(screen.queryByText(words)).toBeNull();
});
