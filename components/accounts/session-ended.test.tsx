import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { CreateTokenDialog } from "@/components/tokens/create-token-dialog";
import { profileContract, sendVerificationContract } from "@/lib/features/accounts/contract";
import { call, holdBackCalls } from "@/lib/http/call";
import { readerHeader } from "@/lib/http/reader-header";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { tellConfirmed } from "./confirmed-channel";
import { SessionEnded } from "./session-ended";

beforeEach(() => {
  holdBackCalls(null);
});

const owner = { userId: "usr_1", organizationId: "usr_1" };
const made = {
  token_id: "tok_1",
  token: `hp_pat_${"a".repeat(40)}`,
  name: "Laptop",
  expires_at: "2027-01-01T00:00:00Z",
};

/** A page with the form of a token that was filled in and sent after its session had ended. */
async function sentTooLate() {
  const server = { isSignedIn: false };
  const calls = answerCalls(({ path, method }) => {
    if (!server.isSignedIn && (method === "POST" || path === "/api/dashboard/account")) {
      return { status: 401, body: { error: { code: "UNAUTHORIZED", message: "invalid access token" } } };
    }
    if (method === "POST") return { status: 201, body: made };
    return { status: 200, body: { data: [], active: 0, maximum: 3 } };
  });
  const opened: string[] = [];
  const tab = { closed: false, close: () => undefined, location: { assign: (url: string) => void opened.push(url) } };
  vi.stubGlobal("open", () => tab);
  const left: string[] = [];
  vi.spyOn(window.location, "assign").mockImplementation((url) => void left.push(String(url)));
  renderPage(
    <>
      <CreateTokenDialog open onClose={vi.fn()} />
      <SessionEnded as={owner} />
    </>,
    "/dashboard/tokens",
  );
  const user = userEvent.setup();
  await user.type(screen.getByLabelText("Name"), "Laptop{Enter}");
  await screen.findByRole("dialog", { name: "Your session has ended" });
  const sent = () => calls.filter(({ method, path }) => method === "POST" && path === "/api/dashboard/user/tokens");
  return { user, server, sent, calls, opened, left };
}

it("what was typed is sent once its owner has signed in again in a tab beside, and the page stays", async () => {
  const { user, server, sent, opened, left } = await sentTooLate();
  await user.click(screen.getByRole("button", { name: "Sign in again" }));
  expect(opened).toEqual(["/sign-in?error=SessionRequired&callbackUrl=%2Fconfirmed"]);
  server.isSignedIn = true;
  tellConfirmed({ error: null, as: owner });
  await screen.findByRole("dialog", { name: "Copy your new token" });
  expect(sent().map(({ body }) => Reflect.get(Object(body), "name"))).toEqual(["Laptop", "Laptop"]);
  expect(left).toEqual([]);
});

it.each([
  ["somebody else", { userId: "usr_2", organizationId: "usr_2" }, /somebody else than this page is of/],
  ["another organization", { userId: "usr_1", organizationId: "org_2" }, /another organization than this page is of/],
  ["nobody", null, /not signed in yet/],
])("a sign-in as %s sends nothing that was typed here", async (_, as, words) => {
  const { user, sent } = await sentTooLate();
  await user.click(screen.getByRole("button", { name: "Sign in again" }));
  tellConfirmed({ error: null, as });
  await screen.findByText(words);
  expect(sent()).toHaveLength(1);
});

it.each([
  ["somebody else", { userId: "usr_2", organizationId: "usr_2" }, /somebody else than this page is of/],
  ["another organization", { userId: "usr_1", organizationId: "org_2" }, /another organization than this page is of/],
])(
  "after a sign-in as %s this page sends and reads nothing, also once that was cancelled, until its owner is back",
  async (_, as, words) => {
    const { user, server, sent, calls } = await sentTooLate();
    await user.click(screen.getByRole("button", { name: "Sign in again" }));
    server.isSignedIn = true;
    tellConfirmed({ error: null, as });
    await screen.findByText(words);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog", { name: "Your session has ended" })).toBeNull());
    const before = calls.length;
    await expect(call(profileContract, {})).rejects.toMatchObject({ message: expect.stringMatching(words) });
    await user.click(screen.getByRole("button", { name: "Create token" }));
    await screen.findByRole("dialog", { name: "Your session has ended" });
    expect(calls).toHaveLength(before);
    await user.click(screen.getByRole("button", { name: "Sign in again" }));
    tellConfirmed({ error: null, as: owner });
    await screen.findByRole("dialog", { name: "Copy your new token" });
    expect(sent()).toHaveLength(2);
  },
);

it("who would not sign in again stays with what they typed, and is asked by no reading of the page, but by the next try", async () => {
  const { user, left } = await sentTooLate();
  await user.keyboard("{Escape}");
  await screen.findByText(/^Your session has ended, so nothing was sent/);
  await expect(call(profileContract, {})).rejects.toMatchObject({ code: "SESSION_ENDED" });
  await waitFor(() => expect(screen.queryByRole("dialog", { name: "Your session has ended" })).toBeNull());
  expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Laptop");
  expect(left).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Create token" }));
  await screen.findByRole("dialog", { name: "Your session has ended" });
});

it("where nothing was typed the sign-in page is led to, and back", async () => {
  answerCalls(() => ({ status: 401, body: { error: { code: "UNAUTHORIZED", message: "invalid access token" } } }));
  renderPage(<SessionEnded as={owner} />, "/dashboard/settings");
  await expect(call(profileContract, {})).rejects.toMatchObject({ status: 401, code: "UNAUTHORIZED" });
  expect(screen.queryByRole("dialog")).toBeNull();
});

describe("the shell", () => {
  const refusal = (headers: Record<string, string> = {}) => ({
    status: 403,
    body: { error: { code: "FORBIDDEN", message: "Refused" } },
    headers,
  });
  const read = () => call(profileContract, {});
  const change = () => call(sendVerificationContract, {});

  it.each([
    [
      "a reading that finds the session of another user or organization",
      read,
      { [readerHeader]: "usr_2 org_2" },
      ["refresh"],
    ],
    ["a change that the reader's role allows no more", change, {}, ["refresh"]],
    [
      "a change that was meant for the former organization, which is told",
      change,
      { [readerHeader]: "usr_2 org_2" },
      [],
    ],
    ["a reading that the reader's role never allowed", read, {}, []],
  ])("is read anew after what shows it to be out of date: %s", async (_, send, headers, expected) => {
    answerCalls(() => refusal(headers));
    const { visited } = renderPage(<SessionEnded as={owner} />, "/dashboard/settings");
    await expect(send()).rejects.toMatchObject({ status: 403 });
    expect(visited).toEqual(expected);
  });

  it("waits where something was typed that another organization's page would lose", async () => {
    answerCalls(({ path }) =>
      path === "/api/dashboard/account"
        ? refusal({ [readerHeader]: "usr_2 org_2" })
        : { status: 200, body: { data: [], active: 0, maximum: 3 } },
    );
    const { visited } = renderPage(
      <>
        <CreateTokenDialog open onClose={vi.fn()} />
        <SessionEnded as={owner} />
      </>,
      "/dashboard/tokens",
    );
    await userEvent.type(screen.getByLabelText("Name"), "Laptop");
    await expect(read()).rejects.toMatchObject({ status: 403 });
    expect(visited).toEqual([]);
  });
});
