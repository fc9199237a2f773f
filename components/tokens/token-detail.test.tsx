import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Token } from "@/lib/features/tokens/contract";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { TokenDetail } from "./token-detail";
import { tokenCodes, tokenVariable } from "./token-secret";

const dayMs = 86_400_000;
const inDays = (days: number) => `${new Date(Date.now() + days * dayMs + 60_000).toISOString().slice(0, 19)}Z`;

const tokenOf = (change: Partial<Token> = {}): Token => ({
  token_id: "tok_1",
  name: "CI",
  hint: "hp_pat_abcd…wxyz",
  created_at: inDays(-1),
  expires_at: inDays(40),
  last_used_at: inDays(-1),
  last_used_ip: "192.0.2.7",
  status: "active",
  policy_ends_at: null,
  ...change,
});

/** A server that holds one token, whose tag moves with it. */
function serveToken(begun: Token) {
  const state = { token: begun, version: 1 };
  const change = (part: Partial<Token>) => {
    state.token = { ...state.token, ...part };
    state.version += 1;
  };
  const calls = answerCalls(({ method, path, headers, body }): Answer => {
    if (path.endsWith("/requests?limit=50")) return { status: 200, body: { data: [], next_cursor: null, kept: true } };
    if (path.includes("/errors")) return { status: 200, body: { data: [] } };
    if (method === "DELETE") return { status: 204 };
    const etag = `"v${state.version}"`;
    if (method === "GET") return { status: 200, body: state.token, headers: { etag } };
    if (headers.get("if-match") !== etag) return { status: 412, body: { error: { code: "PRECONDITION_FAILED" } } };
    const { name, expires_in_days } = body as { name?: string; expires_in_days?: number };
    change({ ...(name ? { name } : {}), ...(expires_in_days ? { expires_at: inDays(expires_in_days) } : {}) });
    return { status: 200, body: state.token };
  });
  return {
    calls,
    state,
    change,
    changes: () => calls.filter(({ method }) => method === "PATCH").map(({ body }) => body),
  };
}

const using = { codes: tokenCodes(tokenOf(), "http://api.test"), language: "go", variable: tokenVariable } as const;
const page = (token: Token) =>
  renderPage(<TokenDetail token={token} loadedAtMs={Date.now()} trail={null} using={using} />);
const edit = (setting: string) => screen.findByRole("button", { name: `Edit ${setting}` });
const save = () => userEvent.click(screen.getByRole("button", { name: "Save" }));

describe("a token's page", () => {
  it("renames it in place with Undo, and tells a name that came from elsewhere beside what was typed", async () => {
    const token = tokenOf();
    const server = serveToken(token);
    page(token);
    await screen.findByText("No request in the last 7 days.");
    await userEvent.click(await edit("Name"));
    const field = await screen.findByRole<HTMLInputElement>("textbox", { name: "Name" });
    await userEvent.type(field, " 2");
    server.change({ name: "Theirs" });
    await save();
    const told = await screen.findByRole("list", { name: "Changed elsewhere" });
    expect(told.textContent).toContain("it is now Theirs; you have CI 2");
    await save();
    await screen.findByRole("heading", { level: 1, name: "CI 2" });
    await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(server.state.token.name).toBe("Theirs"));
  });

  it("offers only ends before its own, none within its last day, and no way back from one", async () => {
    const token = tokenOf();
    const server = serveToken(token);
    const first = page(token);
    await userEvent.click(await edit("Expires"));
    const choices = within(await screen.findByRole("combobox", { name: "Expires" })).getAllByRole("option");
    expect(choices.map(({ textContent }) => textContent)).toEqual(["7 days", "30 days", "Custom date"]);
    await save();
    await screen.findByText("Changes saved");
    expect(server.changes()).toEqual([{ expires_in_days: 7 }]);
    expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
    first.unmount();
    page(tokenOf({ expires_at: inDays(0) }));
    expect((await edit("Expires")).getAttribute("aria-disabled")).toBe("true");
  });

  it("leads to the list once the token is revoked, and has no settings to change once it has expired", async () => {
    const token = tokenOf();
    serveToken(token);
    const { visited, unmount } = page(token);
    await userEvent.click(screen.getByRole("button", { name: "Revoke" }));
    await userEvent.click(await screen.findByRole("button", { name: "Revoke token" }));
    await waitFor(() => expect(visited).toContain("/dashboard/tokens"));
    unmount();
    page(tokenOf({ status: "expired", expires_at: inDays(-1) }));
    expect(await screen.findByRole("button", { name: "Remove" })).toBeDefined();
    expect(screen.queryByRole("button", { name: "Edit Name" })).toBeNull();
  });

  it("asks nothing more of a token that was just revoked", async () => {
    const token = tokenOf();
    const { calls } = serveToken(token);
    page(token);
    await screen.findByText("No request in the last 7 days.");
    await userEvent.click(screen.getByRole("button", { name: "Revoke" }));
    await userEvent.click(await screen.findByRole("button", { name: "Revoke token" }));
    await screen.findByText("“CI” is revoked");
    const ended = calls.findIndex(({ method }) => method === "DELETE");
    expect(ended).toBeGreaterThan(0);
    expect(calls.slice(ended + 1).map(({ path }) => path)).toEqual([]);
  });
});
