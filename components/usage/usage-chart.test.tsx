import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Span } from "@/components/ui/chart-frame";
import { renderPage } from "@/lib/testing/render-page";
import { usageReport } from "@/lib/testing/usage-report";
import UsageChart from "./usage-chart";

const latency = { p50: 2, p95: 8, p99: 40 };
const report = usageReport([{ succeeded: 5 }, { succeeded: 2, rateLimited: 3, latency }, {}, { serverErrors: 1 }]);

beforeEach(() => {
  // Days of another year are told with it.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-22T12:00:00Z") });
  // The browser without a screen has no widths: 456 pixels leave 100 for each of four buckets.
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(456);
});
afterEach(() => {
  vi.useRealTimers();
});

function show(change: Partial<Parameters<typeof UsageChart>[0]> = {}) {
  const zooms: Span[] = [];
  const backs: string[] = [];
  renderPage(
    <UsageChart report={report} onZoom={(span) => zooms.push(span)} onZoomOut={() => backs.push("back")} {...change} />,
  );
  const chart = screen.getByRole("slider");
  return { chart, zooms, backs, said: () => chart.getAttribute("aria-valuetext") };
}

it("reads each bucket out by arrow keys, from the newest, with 429 apart and latencies where something was timed", async () => {
  const { chart, said } = show();
  await userEvent.tab();
  expect(document.activeElement).toBe(chart);
  await userEvent.keyboard("{ArrowLeft}");
  expect(said()).toBe("Nov 22, 3:00 AM–4:00 AM, 1 request, Server errors 1");
  await userEvent.keyboard("{ArrowLeft}{ArrowLeft}");
  expect(said()).toBe(
    "Nov 22, 1:00 AM–2:00 AM, 5 requests, Succeeded 2, Rate limited (429) 3, half within 2 ms, 99% within 40 ms",
  );
  await userEvent.keyboard("{Home}");
  expect(said()).toBe("Nov 22, 12:00 AM–1:00 AM, 5 requests, Succeeded 5");
  await userEvent.keyboard("{ArrowLeft}{End}");
  expect(said()).toMatch(/^Nov 22, 3:00 AM/);
  await userEvent.keyboard("{Escape}");
  expect(said()).toBe("No bucket chosen");
});

it("zooms by Shift with arrows and Enter into what is marked, by Enter alone into one bucket, and back by Escape", async () => {
  const { zooms, backs } = show();
  await userEvent.tab();
  await userEvent.keyboard("{Home}{Shift>}{ArrowRight}{ArrowRight}{/Shift}{Enter}");
  await userEvent.keyboard("{Home}{Enter}{Escape}");
  expect(zooms).toEqual([
    { from: "2026-11-22T00:00:00.000Z", to: "2026-11-22T03:00:00.000Z" },
    { from: "2026-11-22T00:00:00.000Z", to: "2026-11-22T01:00:00.000Z" },
  ]);
  expect(backs).toEqual(["back"]);
  // Everything there is cannot be zoomed into.
  await userEvent.keyboard("{Home}{Shift>}{End}{/Shift}{Enter}");
  expect(zooms).toHaveLength(2);
});

it("zooms by dragging in either direction, and only reads out on a click", () => {
  const { chart, zooms, said } = show();
  const drag = (from: number, to: number) => {
    fireEvent.pointerDown(chart, { clientX: from, button: 0, buttons: 1, pointerId: 1 });
    fireEvent.pointerMove(chart, { clientX: to, buttons: 1, pointerId: 1 });
    fireEvent.pointerUp(chart, { clientX: to, pointerId: 1 });
  };
  drag(350, 160);
  expect(zooms).toEqual([{ from: "2026-11-22T01:00:00.000Z", to: "2026-11-22T04:00:00.000Z" }]);
  drag(60, 70);
  expect(zooms).toHaveLength(1);
  expect(said()).toMatch(/^Nov 22, 12:00 AM/);
});

it("draws a bar for each outcome that is there, and one for each group where requests are grouped", () => {
  const bars = (color: string) => document.querySelectorAll(`rect[fill="${color}"]`).length;
  show();
  expect(["succeeded", "limited", "refused", "failed"].map((name) => bars(`var(--chart-${name})`))).toEqual([
    2, 1, 0, 1,
  ]);
  document.body.replaceChildren();
  const none = { succeeded: 0, clientErrors: 0, rateLimited: 0, serverErrors: 0, latency: null };
  const groups = [
    { ...none, id: "a", name: "deploy", requests: 8, values: [5, 3, 0, 0] },
    { ...none, id: null, name: "Everything else", requests: 3, values: [0, 2, 0, 1] },
  ];
  const { said } = show({ report: { ...report, groups } });
  expect([bars("var(--chart-1)"), bars("var(--chart-rest)"), bars("var(--chart-succeeded)")]).toEqual([2, 2, 0]);
  fireEvent.keyDown(screen.getByRole("slider"), { key: "Home" });
  expect(said()).toBe("Nov 22, 12:00 AM–1:00 AM, 5 requests, deploy 5");
});
