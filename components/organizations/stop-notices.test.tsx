import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { SecondFactorNotice } from "./stop-notices";

it("tells from which day of UTC two-step verification is required as the reader's locale writes days", () => {
  render(<SecondFactorNotice from="2026-12-01T00:00:00Z" isStopped={false} />);
  const { textContent } = screen.getByRole("region", { name: "Two-step verification is required" });
  expect(textContent).toContain("from Dec 1, 2026 (UTC) on");
});
