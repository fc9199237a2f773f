import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { CountingBudget } from "@/lib/features/budgets/counting-contract";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { CountingBudgets } from "./counting-budgets";

const later = new Date(Date.now() + 3 * 86_400_000).toISOString();
const spend: CountingBudget = {
  ...{ name: "spend", of: "organization", subject: null, subject_label: "Studio Works", product: "prompts" },
  ...{ environment: "production", per: "1mo", rolling: false, amount: 10_000, hard: true },
  ...{ progress: { used: 2_500, remaining: 7_500, resets_at: later }, made_by: "deployment", changeable: false },
};
const show = (...data: CountingBudget[]) => {
  answerCalls(() => ({ status: 200, body: { data } }));
  return renderPage(<CountingBudgets />);
};
const textOf = async (name: string) => (await screen.findByText(name)).closest("li")?.textContent;

describe("the budgets among limits", () => {
  it("tell what is used of each, when it begins anew, whom it is of, and whether it denies", async () => {
    const soft: CountingBudget = { ...spend, name: "soft", hard: false, per: "7d", rolling: true };
    show(spend, soft);
    const text = await textOf("spend");
    expect(text).toContain("2,500 / 10,000 25%");
    expect(text).toMatch(
      /Resets .* UTC \(in 3 days\)\. Prompts, a month, for “Studio Works”\. Denies what is beyond it\.$/,
    );
    expect(await textOf("soft")).toMatch(/25%Prompts, in the last 7 days, for “Studio Works”\. Only tells\.$/);
    const bar = screen.getByRole("progressbar", { name: "Budget for Prompts, spend" });
    expect(bar.getAttribute("aria-valuenow")).toBe("2500");
  });

  it("say that one is used up, and from when there is room again in the last days", async () => {
    const progress = { used: 10_000, remaining: 0, resets_at: later };
    show({ ...spend, progress }, { ...spend, name: "rolling", per: "7d", rolling: true, progress });
    expect(await textOf("spend")).toContain("Used up. Resets ");
    expect(await textOf("rolling")).toContain("Used up. Room again ");
  });

  it("show no use as 0 where it could not be read or each has its own, and 0 once the period of the reading is over", async () => {
    const over = { used: 2_500, remaining: 7_500, resets_at: "2026-01-01T00:00:00.000Z" };
    const each = { ...spend, of: "key", subject_label: null, progress: null } as const;
    show({ ...spend, progress: null }, { ...each, name: "each" }, { ...spend, name: "over", progress: over });
    expect(await textOf("spend")).toContain("10,000 (use unavailable)");
    expect(await textOf("each")).toContain("10,000 each");
    expect(await textOf("over")).toContain("0 / 10,000");
    expect(screen.getAllByRole("progressbar")).toHaveLength(1);
  });

  it("lead to where it is changed whoever may change it, and nobody else", async () => {
    const own: CountingBudget = { ...spend, name: "own", made_by: "organization", changeable: true };
    show(spend, own, { ...spend, name: "over", changeable: true });
    const link = await screen.findByRole("link", { name: "Change the budget own" });
    expect(link.getAttribute("href")).toBe("/dashboard/usage/budgets");
    const other = screen.getByRole("link", { name: "Change the budget over" });
    expect(other.getAttribute("href")).toBe("/dashboard/admin/budgets");
    expect(screen.getAllByRole("link")).toHaveLength(2);
  });

  it("are no section at all where there are none", async () => {
    const { container } = show();
    await expect.poll(() => container.textContent).toBe("");
  });
});
