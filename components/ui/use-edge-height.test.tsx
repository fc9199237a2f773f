import { render, screen } from "@testing-library/react";
import { useRef } from "react";
import { expect, it, vi } from "vitest";
import { useEdgeHeight } from "./use-edge-height";

function Bar() {
  const bar = useRef<HTMLElement>(null);
  useEdgeHeight(bar, "--bar-height", true);
  return <section ref={bar} />;
}

const page = (hasBar: boolean) => (
  <>
    <input type="checkbox" />
    {hasBar && <Bar />}
  </>
);

// The window is 700 px high; the bar takes its lowest 100.
it.each([
  ["in view", 500, 0],
  ["under the bar", 650, 1],
  ["where its reader left it, below the window", 720, 0],
])("a bar that comes brings what has the focus by keyboard out from under itself alone: %s", (_, top, scrolled) => {
  const boxes = vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockReturnValue(new DOMRect(0, 600, 375, 100));
  const { rerender } = render(page(false));
  const box = screen.getByRole("checkbox");
  const scroll = vi.fn();
  // The document that tests draw in knows neither places nor how the focus came.
  Object.assign(box, {
    matches: (selector: string) => selector === ":focus-visible",
    getBoundingClientRect: () => new DOMRect(20, top, 18, 18),
    scrollIntoView: scroll,
  });
  box.focus();
  rerender(page(true));
  boxes.mockRestore();
  expect(scroll).toHaveBeenCalledTimes(scrolled);
});
