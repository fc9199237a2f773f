import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { PageFailureState } from "./page-failure";

it("a page that failed says to try again, asks the server then, and names what finds the reason", async () => {
  const asked: string[] = [];
  const error = Object.assign(new Error("hidden"), { digest: "1234567" });
  render(<PageFailureState error={error} retry={() => asked.push("again")} />);
  expect(screen.getByRole("alert").textContent).toContain("Try again in a moment.");
  expect(screen.getByRole("alert").textContent).toContain("the number 1234567");
  // All else of the page is gone: this is what it is headed by.
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("This page could not be shown");
  await userEvent.click(screen.getByRole("button", { name: "Retry" }));
  expect(asked).toEqual(["again"]);
});
