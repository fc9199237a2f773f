import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { dashboardApiKeyContracts as contracts } from "@/lib/features/api-keys/contract";
import { call } from "@/lib/http/call";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { listOf } from "./list-source";
import { RefusalsCard } from "./refusals-card";
import { RequestsCard } from "./requests-card";

const params = { id: "key_1" };
const errors = (
  <RefusalsCard queryKey={["errors"]} read={(query, options) => call(contracts.errors, { params, query }, options)} />
);
const requests = <RequestsCard listFor={(query) => listOf("api-keys", contracts.requests, { params, query })} />;

const request = {
  id: "1",
  at: "2026-06-10T12:00:00.000Z",
  endpoint: "POST /v1/prompts",
  product: "prompts",
  environment: "production",
  status: 403,
  code: "FORBIDDEN",
  meaning: "The key lacks the scope.",
  remedy: "Add the scope.",
  latencyMs: 1.5,
  address: "203.0.113.7",
  agent: "curl/8.5",
};

it("tells an error by its code, how often it came, what it means and what to do", async () => {
  answerCalls(() => ({ status: 200, body: { data: [{ ...request, requests: 1_200, lastDay: "2026-06-10" }] } }));
  renderPage(errors);
  expect(await screen.findByText("FORBIDDEN")).toBeDefined();
  expect(screen.getByText(/1,200 times/)).toBeDefined();
  expect(screen.getByText("Add the scope.")).toBeDefined();
});

it("shows eight of many errors first, and the others when asked", async () => {
  const refusals = (count: number) =>
    Array.from({ length: count }, (_, number) => ({
      ...request,
      endpoint: `GET /v1/${number}`,
      requests: 1,
      lastDay: "2026-06-10",
    }));
  answerCalls(() => ({ status: 200, body: { data: refusals(20) } }));
  const { unmount } = renderPage(errors);
  expect(await screen.findAllByRole("listitem")).toHaveLength(8);
  await userEvent.click(screen.getByRole("button", { name: "Show 12 more" }));
  expect(screen.getAllByRole("listitem")).toHaveLength(20);
  unmount();
  answerCalls(() => ({ status: 200, body: { data: refusals(8) } }));
  renderPage(errors);
  expect(await screen.findAllByRole("listitem")).toHaveLength(8);
  expect(screen.queryByRole("button")).toBeNull();
});

it("says when there were more kinds of errors than are told, and only then", async () => {
  const data = [{ ...request, requests: 1, lastDay: "2026-06-10" }];
  const more = /most frequent kinds are listed; there were more/;
  answerCalls(() => ({ status: 200, body: { data, truncated: true } }));
  const { unmount } = renderPage(errors);
  expect(await screen.findByText(more)).toBeDefined();
  unmount();
  answerCalls(() => ({ status: 200, body: { data, truncated: false } }));
  renderPage(errors);
  await screen.findByText("FORBIDDEN");
  expect(screen.queryByText(more)).toBeNull();
});

it("says that errors could not be read, and never that there are none", async () => {
  answerCalls(() => ({ status: 403, body: { error: { code: "FORBIDDEN", message: "Not for you" } } }));
  renderPage(errors);
  expect(await screen.findByText("Errors unavailable")).toBeDefined();
  expect(screen.queryByText("No request was refused or failed.")).toBeNull();
});

it("lists what a key was used for, narrows it to what was refused, and says where none is kept", async () => {
  const made = answerCalls(({ path }) => ({
    status: 200,
    body: path.includes("failed=true")
      ? { data: [], next_cursor: null, kept: false }
      : { data: [request], next_cursor: null, kept: true },
  }));
  renderPage(requests);
  expect(await screen.findByText("203.0.113.7")).toBeDefined();
  expect(screen.getByText("1.5 ms")).toBeDefined();
  await userEvent.click(screen.getByRole("radio", { name: "Refused" }));
  expect(await screen.findByText(/keeps no last requests/)).toBeDefined();
  expect(made.some(({ path }) => path.includes("failed=true"))).toBe(true);
});

it("shows refused requests alone where the page's address says so, which a choice changes", async () => {
  const made = answerCalls(() => ({ status: 200, body: { data: [], next_cursor: null, kept: true } }));
  renderPage(requests, "/dashboard/api-keys/key_1?failed=true");
  expect(await screen.findByText("No request fits what is asked for here.")).toBeDefined();
  expect(made.map(({ path }) => path)).toEqual([expect.stringContaining("failed=true")]);
  await userEvent.click(screen.getByRole("radio", { name: "All" }));
  expect(await screen.findByText("No request in the last 7 days.")).toBeDefined();
  expect(window.location.search).toBe("");
});

it("shows ten of many first, and the others when asked", async () => {
  const data = Array.from({ length: 12 }, (_, number) => ({ ...request, id: String(number) }));
  answerCalls(() => ({ status: 200, body: { data, next_cursor: null, kept: true } }));
  renderPage(requests);
  expect(await screen.findAllByText("203.0.113.7")).toHaveLength(10);
  await userEvent.click(screen.getByRole("button", { name: "Show 2 more" }));
  expect(screen.getAllByText("203.0.113.7")).toHaveLength(12);
  expect(screen.queryByText(/at most 200/)).toBeNull();
});

it("leads to all that are kept, and says how many that are only while more are left", async () => {
  const made = answerCalls(({ path }) => {
    const from = Number(new URLSearchParams(path.split("?")[1]).get("cursor") ?? 0);
    const data = Array.from({ length: 50 }, (_, number) => ({ ...request, id: String(from + number) }));
    return { status: 200, body: { data, next_cursor: from === 0 ? "50" : null, kept: true } };
  });
  renderPage(requests);
  expect(await screen.findByText("The latest 10, of at most 200 requests that are kept for 7 days.")).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "Show 40 more" }));
  await userEvent.click(screen.getByRole("button", { name: "Load more" }));
  await waitFor(() => expect(screen.getAllByText("203.0.113.7")).toHaveLength(100));
  expect(made.at(-1)?.path).toContain("cursor=50");
  expect(screen.queryByText(/at most 200/)).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Show fewer" }));
  expect(screen.getAllByText("203.0.113.7")).toHaveLength(10);
});

it("says of an empty list nothing about how many are kept", async () => {
  answerCalls(() => ({ status: 200, body: { data: [], next_cursor: null, kept: true } }));
  renderPage(requests);
  expect(await screen.findByText("No request in the last 7 days.")).toBeDefined();
  expect(screen.queryByText(/at most 200/)).toBeNull();
});
