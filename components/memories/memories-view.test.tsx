import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
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

test("who types on after a pause is still in the search's field, on the way to what is found and back", async () => {
  const user = userEvent.setup();
  answerCalls(({ method }) => page(method === "POST" ? [memory("mem_2", "Green tea")] : [memory("mem_1", "Ada")]));
  renderPage(<MemoriesView />, "/dashboard/memories");
  await screen.findByText("Ada");
  const field = screen.getByRole<HTMLInputElement>("searchbox", { name: "Search memories" });
  await user.type(field, "tea");
  await screen.findByText("Green tea");
  await user.keyboard(" leaf");
  expect([field.value, document.activeElement]).toEqual(["tea leaf", field]);
  await user.clear(field);
  await screen.findByText("Ada");
  await user.keyboard("c");
  expect([field.value, document.activeElement]).toEqual(["c", field]);
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

describe("editing a memory", () => {
  const stored = { ...memory("mem_1", "Ada likes tea"), metadata: { source: "chat" } };
  const serve = (now = stored) =>
    answerCalls(({ method, path, body }) => {
      if (method === "PATCH") return { status: 200, body: { data: { ...now, ...(body as object) } } };
      if (path.endsWith("/mem_1")) return { status: 200, body: { data: now }, headers: { etag: '"v1"' } };
      return page([stored]);
    });
  const begin = async () => {
    const user = userEvent.setup();
    renderPage(<MemoriesView />, "/dashboard/memories");
    await user.click(await screen.findByRole("button", { name: "Edit memory mem_1" }));
    await screen.findByRole("dialog", { name: "Edit memory" });
    const text = screen.getByRole("textbox", { name: "Text" });
    const save = screen.getByRole("button", { name: "Save changes" });
    return { user, text, save };
  };

  test("what was typed is sent and nothing else, and only while the memory is what was read", async () => {
    const calls = serve();
    const { user, text, save } = await begin();
    expect(save.getAttribute("aria-disabled")).toBe("true");
    await user.clear(text);
    await user.type(text, "Ada likes cocoa");
    await user.click(screen.getByRole("radio", { name: "Episodic" }));
    await user.click(save);
    await screen.findByText("Changes saved");
    const change = calls.find(({ method }) => method === "PATCH");
    expect(change).toMatchObject({
      path: "/api/dashboard/v1/memories/mem_1",
      body: { content: "Ada likes cocoa", type: "episodic" },
    });
    expect(Object.keys(change?.body as object)).toEqual(["content", "type"]);
    expect(change?.headers.get("if-match")).toBe('"v1"');
  });

  test("metadata has to be a JSON object", async () => {
    const calls = serve();
    const { user, save } = await begin();
    const metadata = screen.getByRole("textbox", { name: /Metadata/ });
    await user.clear(metadata);
    await user.type(metadata, "[[1]");
    await user.click(save);
    await screen.findByText(/Write a JSON object/);
    await user.clear(metadata);
    await user.click(save);
    await screen.findByText("Changes saved");
    expect(calls.find(({ method }) => method === "PATCH")?.body).toEqual({ metadata: {} });
  });

  test("what a program changed meanwhile is told, and not overwritten unseen", async () => {
    const calls = serve({ ...stored, content: "Ada likes milk" });
    const { user, text, save } = await begin();
    await user.type(text, " and cake");
    await user.click(save);
    const notice = await screen.findByRole("list", { name: "Changed elsewhere" });
    expect(notice.textContent).toContain("Ada likes milk");
    expect(calls.some(({ method }) => method === "PATCH")).toBe(false);
    await user.click(save);
    await screen.findByText("Changes saved");
    expect(calls.find(({ method }) => method === "PATCH")?.body).toEqual({ content: "Ada likes tea and cake" });
  });
});

test("links from elsewhere open the form of a new memory, and the address forgets that", async () => {
  answerCalls(() => page([]));
  renderPage(<MemoriesView />, "/dashboard/memories?create=1");
  expect(await screen.findByRole("dialog", { name: "New memory" })).toBeDefined();
  expect(window.location.search).toBe("");
});
