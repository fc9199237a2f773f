import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { MemoriesView } from "./memories-view";

const memory = (id: string, content: string) => ({
  id,
  tenantId: "org_1",
  content,
  type: "semantic" as const,
  metadata: {},
  createdAt: "2026-11-01T00:00:00.000Z",
  updatedAt: "2026-11-01T00:00:00.000Z",
});
const page = (data: unknown[], next_cursor: string | null = null): Answer => ({
  status: 200,
  body: { data, next_cursor },
});

test("a search is sent in the body, its further pages too, and not in an address of the API", async () => {
  const user = userEvent.setup();
  const calls = answerCalls(({ method, body }) => {
    if (method !== "POST") return page([memory("mem_1", "Ada likes tea")]);
    const { cursor } = body as { cursor?: string };
    return cursor ? page([memory("mem_3", "Tea at four")]) : page([memory("mem_2", "Green tea")], "25");
  });
  renderPage(<MemoriesView />, "/dashboard/memories");
  await screen.findByText("Ada likes tea");
  await user.type(screen.getByRole("searchbox", { name: "Search memories" }), "tea");
  await screen.findByText("Green tea");
  await user.click(screen.getByRole("button", { name: /more/i }));
  await screen.findByText("Tea at four");
  const searches = calls.filter(({ method }) => method === "POST");
  expect(searches.map(({ path }) => path)).toEqual(Array(2).fill("/api/dashboard/v1/memories/search"));
  expect(searches.map(({ body }) => body)).toEqual([
    { query: "tea", limit: 25 },
    { query: "tea", limit: 25, cursor: "25" },
  ]);
});

test("a memory is deleted only after its text was shown and confirmed", async () => {
  const user = userEvent.setup();
  const calls = answerCalls(({ method }) =>
    method === "DELETE" ? { status: 204 } : page([memory("mem_1", "Ada likes tea")]),
  );
  renderPage(<MemoriesView />, "/dashboard/memories");
  await user.click(await screen.findByRole("button", { name: "Delete memory mem_1" }));
  const dialog = await screen.findByRole("dialog", { name: "Delete this memory?" });
  expect(dialog.textContent).toContain("Ada likes tea");
  expect(calls.some(({ method }) => method === "DELETE")).toBe(false);
  await user.click(screen.getByRole("button", { name: "Delete memory" }));
  await screen.findByText("The memory is deleted");
  expect(calls.find(({ method }) => method === "DELETE")?.path).toBe("/api/dashboard/v1/memories/mem_1");
});

test("links from elsewhere open the form of a new memory, and the address forgets that", async () => {
  answerCalls(() => page([]));
  renderPage(<MemoriesView />, "/dashboard/memories?create=1");
  expect(await screen.findByRole("dialog", { name: "New memory" })).toBeDefined();
  expect(window.location.search).toBe("");
});
