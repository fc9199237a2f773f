import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { VirtualTable } from "./virtual-table";

type Row = { id: number };
const rows: readonly Row[] = Array.from({ length: 1_000 }, (_, id) => ({ id }));
const cell = vi.fn(({ id }: Row) => `Row ${id}`);
const look = { columns: [{ label: "Name", cell }], rowKey: ({ id }: Row) => id };
const list = {
  count: rows.length,
  rowAt: (index: number) => rows[index],
  show: () => {},
  read: () => Promise.resolve([]),
  inView: [],
  error: null,
  retry: () => {},
};
const page = (
  <main>
    <VirtualTable label="Rows" identity="" list={list} context={undefined} look={look} density="compact" />
  </main>
);
const rowHeight = 44;
const scrollTo = (row: number) =>
  act(() => {
    window.scrollTo({ top: row * rowHeight });
    window.dispatchEvent(new Event("scroll"));
  });
const drawnTimes = (row: number) => cell.mock.calls.filter(([{ id }]) => id === row).length;

// The document that tests draw in has no layout: where the table stands, and who hears of it, are told by hand.
let top = 0;
let changes: { watched: Set<Element>; tell: () => void }[] = [];
const places = vi.fn(() => top);

beforeEach(() => {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      watched = new Set<Element>();
      constructor(tell: () => void) {
        changes.push({ watched: this.watched, tell });
      }
      observe(part: Element) {
        this.watched.add(part);
      }
      unobserve() {}
      disconnect() {}
    },
  );
  vi.spyOn(HTMLElement.prototype, "offsetTop", "get").mockImplementation(places);
});

afterEach(() => {
  window.scrollTo({ top: 0 });
  vi.unstubAllGlobals();
  changes = [];
  top = 0;
});

it("a scroll draws only the rows that come into view, and asks for no layout", () => {
  render(page);
  scrollTo(20);
  expect(screen.getByText("Row 40")).toBeDefined();
  cell.mockClear();
  places.mockClear();
  scrollTo(25);
  expect(screen.getByText("Row 45")).toBeDefined();
  expect(drawnTimes(50)).toBe(1);
  expect(drawnTimes(30)).toBe(0);
  expect(places).not.toHaveBeenCalled();
});

it("what grows above the table moves the rows that are in view", () => {
  render(page);
  scrollTo(500);
  expect(screen.queryByText("Row 460")).toBeNull();
  top = 40 * rowHeight;
  const ofPage = changes.filter(({ watched }) => watched.has(screen.getByRole("main")));
  act(() => {
    for (const { tell } of ofPage) tell();
  });
  expect(screen.getByText("Row 460")).toBeDefined();
  expect(screen.queryByText("Row 500")).toBeNull();
});
