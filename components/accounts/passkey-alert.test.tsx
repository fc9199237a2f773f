import { render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { Cancelled } from "@/components/ui/cancelled";
import { PasskeyAlert } from "./passkey-alert";
import { PasskeyProblem } from "./passkey-browser";

it("a passkey that was refused is told where one looks: what says so scrolls into view", () => {
  const scrolled = vi.spyOn(Element.prototype, "scrollIntoView");
  render(<PasskeyAlert error={new PasskeyProblem("This browser or device cannot make such a passkey.")} />);
  expect(screen.getByRole("alert").textContent).toMatch(/cannot make such a passkey/);
  expect(scrolled.mock.instances).toHaveLength(1);
  expect((scrolled.mock.instances[0] as unknown as Element).contains(screen.getByRole("alert"))).toBe(true);
  scrolled.mockRestore();
});

it("one that its owner took back is told quietly", () => {
  render(<PasskeyAlert error={new Cancelled("The passkey was not used.")} />);
  expect(screen.getByRole("status").textContent).toBe("The passkey was not used.");
});
