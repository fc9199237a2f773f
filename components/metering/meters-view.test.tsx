import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Meter } from "@/lib/features/metering/contract";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { MeterDetail } from "./meter-detail";
import { MetersView } from "./meters-view";

const at = "2026-06-01T00:00:00.000Z";
const tokens: Meter = {
  id: "mtr_1",
  key: "tokens",
  name: "Tokens",
  event_type: "com.example.tokens_used",
  aggregation: "sum",
  value_property: "usage.tokens",
  group_by: ["model"],
  product: null,
  period: "day",
  created_at: at,
  updated_at: at,
};
const period = { id: "day-2026-06-10", period: "day", from: at, to: at, version: 2, closed_at: at, updated_at: at };
const user = userEvent.setup();

beforeEach(() => {
  // Days of another year are told with it.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-06-12T12:00:00Z") });
});
afterEach(() => void vi.useRealTimers());

function answerLists() {
  return answerCalls(({ method, path }) => {
    if (method === "POST") return { status: 201, body: { data: tokens } };
    if (path.includes("/usage/periods")) return { status: 200, body: { data: [period] } };
    return { status: 200, body: { data: [tokens], next_cursor: null } };
  });
}

describe("the page of meters", () => {
  it("tells what each counts, and gives the files of closed periods", async () => {
    answerLists();
    renderPage(<MetersView />);
    const row = (await screen.findByRole("link", { name: "Tokens" })).closest("tr") as HTMLElement;
    expect(row.textContent).toContain("Sum of usage.tokens");
    expect(row.textContent).toContain("com.example.tokens_used");
    const csv = await screen.findByRole("link", { name: "CSV of day-2026-06-10" });
    expect(csv.getAttribute("href")).toBe("/api/dashboard/v1/usage/periods/day-2026-06-10/file?format=csv");
  });

  it("shows closed months where the page's address says so, in the card that holds them", async () => {
    const calls = answerLists();
    renderPage(<MetersView />, "/dashboard/admin/meters?period=month");
    await screen.findByRole("link", { name: "CSV of day-2026-06-10" });
    const asked = () => calls.filter(({ path }) => path.includes("/usage/periods")).map(({ path }) => path);
    expect(asked()).toEqual([expect.stringContaining("period=month")]);
    // Of the list of meters.
    expect(screen.getAllByRole("button", { name: "Compact rows" })).toHaveLength(1);
    await user.click(screen.getByRole("radio", { name: "Days" }));
    await expect.poll(() => asked().length).toBe(2);
    expect(window.location.search).toBe("");
  });

  it("makes a meter with what its aggregation takes, and nothing else", async () => {
    const calls = answerLists();
    renderPage(<MetersView />);
    await user.click(screen.getByRole("button", { name: "Create meter" }));
    const dialog = await screen.findByRole("dialog");
    const typeInto = (name: RegExp | string, text: string) =>
      user.type(within(dialog).getByRole("textbox", { name }), text);
    await typeInto("Key", "calls");
    await typeInto("Event type", "com.example.called");
    await typeInto("Told apart by (optional)", "path, region");
    expect(within(dialog).queryByRole("textbox", { name: "Value" })).toBeNull();
    await user.click(within(dialog).getByRole("button", { name: "Create meter" }));
    await expect.poll(() => calls.filter(({ method }) => method === "POST").length).toBe(1);
    const [sent] = calls.filter(({ method }) => method === "POST");
    expect(sent?.body).toEqual({
      key: "calls",
      name: "",
      event_type: "com.example.called",
      aggregation: "count",
      group_by: ["path", "region"],
      period: "month",
    });
  });
});

const answered = {
  ...{ meter: "tokens", aggregation: "sum", window: "day", group: null, total: "1207.5", next_cursor: null },
  ...{ from: "2026-05-12T00:00:00.000Z", to: "2026-06-11T00:00:00.000Z" },
};
const nobody = { group: null, customer_id: null, external_id: null };
const answerFigures = (figures: object) =>
  answerCalls(({ path }) => ({
    status: 200,
    body: path.includes("/query") ? { ...answered, ...figures } : { data: tokens },
  }));

it("a meter's page shows what it counted by customer, and asks for it by hour", async () => {
  const start = "2026-06-10T00:00:00.000Z";
  const calls = answerFigures({
    data: [
      { ...nobody, start, customer_id: "cus_1", external_id: "user_42", value: "1204.5", events: 97 },
      { ...nobody, start, customer_id: "cus_2", value: "3", events: 1 },
    ],
  });
  renderPage(<MeterDetail meterKey="tokens" />, "/dashboard/admin/meters/tokens?group=customer");
  expect(await screen.findByText("1,207.5")).toBeDefined();
  const row = (await screen.findByText("user_42")).closest("tr") as HTMLElement;
  expect(row.textContent).toContain("1,204.5");
  expect(screen.getByText("Deleted customer")).toBeDefined();
  await user.click(screen.getByRole("radio", { name: "Hours" }));
  await expect.poll(() => calls.at(-1)?.path).toContain("window=hour");
});

it("a meter's page shows the span that its address holds, in windows that fit it, and zooms into a part by keyboard", async () => {
  const [from, to] = ["2026-06-08T00:00:00.000Z", "2026-06-11T00:00:00.000Z"];
  const data = [{ ...nobody, start: "2026-06-10T00:00:00.000Z", value: "1207.5", events: 98 }];
  const calls = answerFigures({ from, to, data });
  renderPage(
    <MeterDetail meterKey="tokens" />,
    `/dashboard/admin/meters/tokens?from=2026-06-08&to=2026-06-10&window=day`,
  );
  const chart = await screen.findByRole("slider", { name: /^Chart of Sum of usage.tokens, 1,207.5 in all/ });
  const asked = () => calls.filter(({ path }) => path.includes("/query")).map(({ path }) => new URL(path, "http://x"));
  expect(asked().every(({ searchParams }) => searchParams.get("from") === from && searchParams.get("to") === to)).toBe(
    true,
  );
  expect(screen.getByText("Jun 8 – Jun 10, in UTC")).toBeDefined();
  chart.focus();
  await user.keyboard("{End}");
  expect(chart.getAttribute("aria-valuetext")).toBe("Jun 10, 1,207.5, 98 events");
  await user.keyboard("{ArrowLeft}");
  expect(chart.getAttribute("aria-valuetext")).toBe("Jun 9, 0, 0 events");
  await user.keyboard("{Enter}");
  const shown = () => Object.fromEntries(new URLSearchParams(window.location.search));
  expect(shown()).toEqual({ from: "2026-06-09T00:00:00.000Z", to: "2026-06-10T00:00:00.000Z" });
  await user.click(await screen.findByRole("button", { name: "Zoom out" }));
  expect(shown()).toEqual({ from, to, window: "day" });
});
