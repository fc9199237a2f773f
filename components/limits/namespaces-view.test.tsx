import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { LimitNamespace } from "@/lib/features/limits/contract";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { NamespacesView } from "./namespaces-view";

const images: LimitNamespace = {
  id: "lns_1",
  namespace: "images",
  description: "What the renderer makes",
  windows: [{ name: "hourly", limit: 1_000, per: "1h", sliding: true }],
  concurrency: 5,
  overrides: [{ identifier: "team_*", concurrency: 7 }],
  created_at: "2026-06-01T00:00:00Z",
  updated_at: "2026-06-01T00:00:00.000Z",
};
const user = userEvent.setup();

const choose = async (action: string) => {
  await user.click(await screen.findByRole("button", { name: "Actions for images" }));
  await user.click(await screen.findByRole("menuitem", { name: action }));
  return screen.findByRole("dialog");
};

describe("the list of limit namespaces", () => {
  it("tells each one's limits in words", async () => {
    answerCalls(() => ({ status: 200, body: { data: [images], next_cursor: null } }));
    renderPage(<NamespacesView />);
    expect(await screen.findByText("1,000 in any hour, 5 at once")).toBeDefined();
    expect(screen.getByText("What the renderer makes")).toBeDefined();
  });

  it("changes one from what it says now, overrides included", async () => {
    const calls = answerCalls(({ method, path }) => {
      const isOne = path.includes("/limits/images");
      return { status: 200, body: { data: method === "PUT" || isOne ? images : [images], next_cursor: null } };
    });
    renderPage(<NamespacesView />);
    const dialog = await choose("Change limits…");
    const slots = await within(dialog).findByRole("textbox", { name: "Slots held at once (optional)" });
    await user.clear(slots);
    await user.type(slots, "9");
    await user.click(within(dialog).getByRole("button", { name: "Save limits" }));
    await expect.poll(() => calls.filter(({ method }) => method === "PUT").length).toBe(1);
    const [sent] = calls.filter(({ method }) => method === "PUT");
    const { description, windows, overrides } = images;
    expect(sent?.body).toEqual({ description, windows, overrides, concurrency: 9 });
  });

  it("shows what remains to an identifier beside the question, which stays", async () => {
    const windows = [{ name: "hourly", limit: 1_000, remaining: 400, reset_at: "2026-06-01T01:00:00.000Z" }];
    const verdict = {
      allowed: true,
      identifier: "user_42",
      override: null,
      windows,
      denied_by: null,
      retry_after: null,
    };
    const calls = answerCalls(({ path }) =>
      path.endsWith("/peek")
        ? { status: 200, body: { data: verdict } }
        : { status: 200, body: { data: [images], next_cursor: null } },
    );
    renderPage(<NamespacesView />);
    const dialog = await choose("Ask…");
    await user.type(within(dialog).getByRole("textbox", { name: "Identifier" }), "user_42");
    await user.click(within(dialog).getByRole("button", { name: "Look" }));
    expect(await screen.findByText("hourly: 400 of 1,000 left")).toBeDefined();
    expect(calls.some(({ path }) => path.endsWith("/take"))).toBe(false);
  });
});
