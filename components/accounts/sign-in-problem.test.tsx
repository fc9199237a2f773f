import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { SignInProblem } from "./sign-in-problem";

it("who cancelled at the provider is told so quietly: it is no error", () => {
  render(<SignInProblem code="access_denied" />);
  expect(screen.getByRole("status").textContent).toMatch(/^You cancelled there/);
  expect(screen.queryByRole("alert")).toBeNull();
});

it("a provider that failed is an alert", () => {
  render(<SignInProblem code="provider_failed" />);
  expect(screen.getByRole("alert").textContent).toMatch(/did not confirm who you are/);
});

it("a return that a limit refused is told by its own words", () => {
  render(<SignInProblem code="rate_limited" />);
  expect(screen.getByRole("alert").textContent).toMatch(/^Too many attempts came from your network/);
});
