import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { Token } from "@/lib/features/tokens/contract";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { TokensView } from "./tokens-view";

const many = 3_000;
const tokens = Array.from(
  { length: many },
  (_, index): Token => ({
    token_id: `tok_${index}`,
    name: `Script ${index}`,
    hint: `hp_pat_abcd…${index}`,
    created_at: new Date(Date.UTC(2026, 10, 27) - index * 60_000).toISOString(),
    expires_at: "2027-11-27T00:00:00Z",
    last_used_at: null,
    last_used_ip: null,
    status: "active",
    policy_ends_at: null,
  }),
);

it("draws of thousands of tokens a hundred and then a hundred more, counts all of them, and sorts all of them", async () => {
  answerCalls(() => ({ status: 200, body: { data: tokens, active: many, maximum: 5_000 } }));
  renderPage(<TokensView planLabel="Enterprise" />, "/dashboard/tokens");
  await screen.findByText("Script 0");
  const rows = () => within(screen.getByRole("table", { name: "Personal access tokens" })).getAllByRole("row").length;
  expect(rows()).toBe(101);
  screen.getByText("3,000 personal access tokens");
  await userEvent.click(screen.getByRole("button", { name: "Show 100 more" }));
  expect(rows()).toBe(201);
  screen.getByText("Script 199");
  await userEvent.click(screen.getByRole("button", { name: "Created" }));
  await userEvent.click(screen.getByRole("button", { name: "Created" }));
  await screen.findByText(`Script ${many - 1}`);
  expect(screen.queryByText("Script 0")).toBeNull();
  expect(rows()).toBe(201);
});

it("offers no more rows than there are", async () => {
  answerCalls(() => ({ status: 200, body: { data: tokens.slice(0, 130), active: 130, maximum: 5_000 } }));
  renderPage(<TokensView planLabel="Enterprise" />, "/dashboard/tokens");
  await userEvent.click(await screen.findByRole("button", { name: "Show 30 more" }));
  screen.getByText("Script 129");
  expect(screen.queryByRole("button", { name: /^Show \d/ })).toBeNull();
});
