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
  await userEvent.click(screen.getByRole("button", { name: "Retry" }));
  expect(asked).toEqual(["again"]);
});
