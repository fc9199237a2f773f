import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { noPolicy } from "@/lib/testing/no-policy";
import { renderPage } from "@/lib/testing/render-page";
import { PolicyCard } from "./policy-card";

const [owner, member] = ["owner", "member"] as const;
const nowMs = Date.parse("2026-06-10T12:00:00Z");
const violation = {
  kind: "api_key",
  id: "key_1",
  name: "Endless",
  owner: "ada@example.test",
  reason: "no_end",
  stops_at: null,
};

describe("the policy's card", () => {
  it("sends an owner's rules as the contract has them, and lists what breaks them", async () => {
    const calls = answerCalls(
      ({ method }): Answer =>
        method === "PUT"
          ? { status: 200, body: { ...noPolicy, max_key_days: 30 } }
          : { status: 200, body: { data: [violation], next_cursor: null } },
    );
    renderPage(<PolicyCard policy={noPolicy} role={owner} nowMs={nowMs} />);
    const user = userEvent.setup();
    const table = await screen.findByRole("table", { name: "What breaks the policy" });
    expect(within(table).getByText("Has no end")).toBeDefined();
    expect(within(table).getByText("Goes on")).toBeDefined();
    await user.type(screen.getByRole("textbox", { name: "Longest life of API keys, in days" }), "30");
    await user.type(screen.getByRole("textbox", { name: /Addresses/ }), "10.0.0.0/8");
    await user.click(screen.getByRole("button", { name: "Save policy" }));
    await waitFor(() => expect(calls.find(({ method }) => method === "PUT")).toBeDefined());
    expect(calls.find(({ method }) => method === "PUT")?.body).toEqual({
      second_factor_from: null,
      max_key_days: 30,
      max_token_days: null,
      allowed_ranges: ["10.0.0.0/8"],
      production_keys_role: "member",
      on_leak: "quarantine",
      existing_credentials_from: "2026-06-24T00:00:00Z",
    });
  });

  it("tells a member the rules, with nothing to change and nobody else's violations", () => {
    const calls = answerCalls(() => ({ status: 500, body: {} }));
    const policy = { ...noPolicy, max_key_days: 90, second_factor_from: "2026-07-01T00:00:00Z" };
    renderPage(<PolicyCard policy={policy} role={member} nowMs={nowMs} />);
    expect(screen.getByText("90 days")).toBeDefined();
    expect(screen.getByText("Jul 1, 2026 (UTC)")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Save policy" })).toBeNull();
    expect(calls).toEqual([]);
  });
});
