import { render } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { RelativeTime } from "./relative-time";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 10, 29, 12) }));
afterEach(() => void vi.useRealTimers());

it("an instant that came while one looks is past, and one to come is future", () => {
  const { container, rerender } = render(<RelativeTime at="2026-11-29T11:57:00Z" />);
  expect(container.textContent).toBe("3 minutes ago");
  vi.setSystemTime(Date.UTC(2026, 10, 29, 12, 0, 20));
  rerender(<RelativeTime at="2026-11-29T12:00:19Z" />);
  expect(container.textContent).toBe("just now");
  rerender(<RelativeTime at="2026-11-29T12:00:50Z" />);
  expect(container.textContent).toBe("in less than a minute");
  rerender(<RelativeTime at="2026-12-08T12:00:20Z" />);
  expect(container.textContent).toBe("in 9 days");
});
