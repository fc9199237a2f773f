import type { UseQueryResult } from "@tanstack/react-query";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useAddress } from "@/components/ui/use-address";
import type { UsageReport } from "@/lib/features/usage/contract";
import { renderPage } from "@/lib/testing/render-page";
import { usageReport } from "@/lib/testing/usage-report";
import { RequestsCard } from "./requests-card";
import { usageFilters, usageQueryOf } from "./usage-filter";

// Days of another year are told with it.
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-22T12:00:00Z") }));
afterEach(() => void vi.useRealTimers());

type Shown = { data?: UsageReport; isError?: boolean };

function Card({ data, isError = false }: Shown) {
  const address = useAddress(usageFilters);
  // What the card reads of a query's result.
  const report = {
    data,
    isError,
    isPlaceholderData: false,
    refetch: () => Promise.resolve(),
  } as unknown as UseQueryResult<UsageReport>;
  return <RequestsCard report={report} address={address} />;
}

const show = (shown: Shown, query = "") => renderPage(<Card {...shown} />, `/dashboard/usage${query}`);
const latency = { p50: 2, p95: 8, p99: 40 };

it("says that usage is unavailable where it could not be read, and never 0", () => {
  show({ isError: true });
  expect(screen.getByText("Usage unavailable")).toBeTruthy();
  expect(document.body.textContent).not.toMatch(/\b0\b/);
});

it("keeps old figures in view where they could not be renewed, and says so", () => {
  show({ data: usageReport([{ succeeded: 3 }]), isError: true });
  expect(screen.getByText(/could not be renewed/)).toBeTruthy();
  expect(screen.getAllByText("3").length).toBeGreaterThan(0);
});

it("tells an instance without requests from filters that match none and from a span without any", async () => {
  const empty = usageReport([{}, {}]);
  show({ data: empty });
  expect(screen.getByText("No requests yet")).toBeTruthy();
  document.body.replaceChildren();
  show({ data: empty }, "?status=5xx&range=7d&zone=Europe/Berlin");
  expect(screen.getByText("No requests match")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Clear filters" }));
  await waitFor(() => expect(window.location.search).toBe("?range=7d&zone=Europe%2FBerlin"));
  document.body.replaceChildren();
  show({ data: empty }, `?from=${empty.from}&to=${empty.to}`);
  expect(screen.getByText("No requests in this span")).toBeTruthy();
});

it("says that nothing has a tag where tags were asked for, beside what the chart tells in place of them", () => {
  const data = usageReport([{ succeeded: 3 }]);
  const said = () => screen.queryByText(/None of these requests has a tag/) !== null;
  show({ data }, "?group=tag");
  expect([said(), screen.getByText("Succeeded").textContent]).toEqual([true, "Succeeded"]);
  for (const query of ["", "?group=endpoint", "?group=tag&key=key_1"]) {
    document.body.replaceChildren();
    show({ data }, query);
    expect([query, said()]).toEqual([query, false]);
  }
});

it("as a table shows what the chart does, newest first, with latencies, the span before and the zone", () => {
  const before = { succeeded: 9, clientErrors: 0, rateLimited: 0, serverErrors: 0, latency: null };
  const data = usageReport(
    [
      { succeeded: 5, rateLimited: 2 },
      { succeeded: 1, latency },
    ],
    {
      zone: "Europe/Berlin",
      latency,
      previous: {
        ...before,
        from: "2026-11-21T22:00:00.000Z",
        to: "2026-11-22T00:00:00.000Z",
        total: 16,
        values: [7, 9],
      },
    },
  );
  show({ data }, "?view=table&compare=previous&range=24h");
  const [header, ...rows] = within(screen.getByRole("table")).getAllByRole("row");
  const cells = (row: HTMLElement | undefined, role: string) =>
    within(row as HTMLElement)
      .getAllByRole(role)
      .map(({ textContent }) => textContent);
  expect(cells(header, "columnheader")).toEqual([
    "Hour (Europe/Berlin)",
    "Succeeded",
    "Rate limited (429)",
    "Client errors",
    "Server errors",
    "Total",
    "Before",
    "p50",
    "p95",
    "p99",
  ]);
  // Each cell names its column too, for phones.
  expect(rows.map((row) => cells(row, "cell").join("|"))).toEqual([
    "Nov 22, 2:00 AM–3:00 AM|Succeeded1|Rate limited (429)0|Client errors0|Server errors0|Total1|Before9|p502 ms|p958 ms|p9940 ms",
    "Nov 22, 1:00 AM–2:00 AM|Succeeded5|Rate limited (429)2|Client errors0|Server errors0|Total7|Before7|p50–|p95–|p99–",
  ]);
  expect(screen.getByText("−50%")).toBeTruthy();
  expect(screen.getByText(/Europe\/Berlin \(UTC\+1\)/)).toBeTruthy();
});

it("keeps compare, live and the view in the address, and leaves a chosen span for live figures", async () => {
  const data = usageReport([{ succeeded: 5 }]);
  show({ data }, `?from=${data.from}&to=${data.to}&group=endpoint`);
  await userEvent.click(screen.getByRole("button", { name: "Compare" }));
  await userEvent.click(screen.getByRole("radio", { name: "Table" }));
  await waitFor(() => expect(window.location.search).toContain("compare=previous&view=table"));
  await userEvent.click(screen.getByRole("button", { name: "Live" }));
  await waitFor(() => expect(window.location.search).toBe("?group=endpoint&compare=previous&view=table&live=1"));
});

it("an address with half of a span, or one that ends before it begins, shows the range", () => {
  const [from, to] = ["2026-11-22T00:00:00.000Z", "2026-11-21T00:00:00.000Z"];
  expect(usageQueryOf({ from })).toEqual({ range: "30d" });
  expect(usageQueryOf({ from, to, range: "7d", key: "key_1" })).toEqual({ range: "7d", credentialId: "key_1" });
  expect(usageQueryOf({ group: "tag" })).toEqual({ range: "30d", group: "tag" });
  expect(usageQueryOf({ group: "tag", endpoint: "list" })).toEqual({ range: "30d", endpoint: "list" });
  expect(usageQueryOf({ from: to, to: from, zone: "Asia/Tokyo" })).toEqual({ from: to, to: from, zone: "Asia/Tokyo" });
});
