import { render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { ShownAlert } from "./shown-alert";

it("goes again where scrolling gives a promise, as in newer browsers", () => {
  const scroll = vi.spyOn(Element.prototype, "scrollIntoView");
  scroll.mockImplementation(() => Promise.resolve() as unknown as undefined);
  const { unmount } = render(<ShownAlert>No passkey was used</ShownAlert>);
  expect(screen.getByRole("alert").textContent).toBe("No passkey was used");
  expect(scroll).toHaveBeenCalledOnce();
  expect(unmount).not.toThrow();
});
