import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { sendCallsAfter } from "@/lib/http/call";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { DeletionDialog } from "./deletion-dialog";

const email = "ada@example.test";
const preview = {
  blocked: false,
  last_administrator: false,
  access: {
    ...{ sessions: 1, authorized_apps: 0, tokens: 0, own_keys: 0 },
    ...{ organization_keys: 0, attended_keys: 0, invitations: 0 },
  },
  organizations: [],
};

// A page that was left asks nothing more, and the files of a worker share their modules.
afterEach(() => sendCallsAfter(Promise.resolve()));

/** The dialog, and what its calls that change something are answered. */
async function open(seen: object, answer: Answer) {
  const calls = answerCalls(({ method, path }) => {
    if (path.startsWith("/api/auth/")) return { status: 200, body: { csrfToken: "token" } };
    return method === "GET" ? { status: 200, body: seen } : answer;
  });
  renderPage(<DeletionDialog email={email} onClose={() => undefined} />);
  const user = userEvent.setup();
  await user.type(await screen.findByRole("textbox", { name: `Type ${email} to confirm` }), email);
  const button = screen.getByRole("button", { name: "Delete account for good" });
  return { user, button, deletions: () => calls.filter(({ method }) => method === "DELETE").map(({ path }) => path) };
}

it("deletes nothing for the last administrator, and says why", async () => {
  const { user, button, deletions } = await open(
    { ...preview, blocked: true, last_administrator: true },
    { status: 500 },
  );
  expect((await screen.findByRole("alert")).textContent).toContain("name another one first");
  await user.click(button);
  expect(button.getAttribute("aria-disabled")).toBe("true");
  expect(deletions()).toEqual([]);
});

it("tells why the server deleted nothing", async () => {
  const error = { code: "CONFLICT", message: "A password is to be set anew first" };
  const { user, button } = await open(preview, { status: 409, body: { error } });
  await waitFor(() => expect(button.getAttribute("aria-disabled")).toBeNull());
  await user.click(button);
  expect((await screen.findByRole("alert")).textContent).toBe("A password is to be set anew first.");
});

it("deletes the account once its email was typed, and leaves", async () => {
  const left: string[] = [];
  vi.spyOn(window.location, "assign").mockImplementation((url) => void left.push(String(url)));
  const { user, button, deletions } = await open(preview, { status: 204 });
  await waitFor(() => expect(button.getAttribute("aria-disabled")).toBeNull());
  await user.click(button);
  await waitFor(() => expect(left).toEqual(["/"]));
  expect(deletions()).toEqual(["/api/dashboard/account"]);
});
