import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { renderPage } from "@/lib/testing/render-page";
import { FirstSteps } from "./first-steps";
import { firstStepsCookie } from "./first-steps-cookie";

const step = (id: string, done: boolean) => ({
  id,
  title: `Step ${id}`,
  body: "Do it.",
  href: `/dashboard/${id}`,
  done,
});
const main = (steps: ReturnType<typeof step>[]) => (
  <main tabIndex={-1}>
    <FirstSteps userId="usr_1" purpose="Call the sample API" steps={steps} />
  </main>
);

test("what is done is said to be done, and only what is left leads somewhere", async () => {
  renderPage(main([step("a", true), step("b", false)]));
  expect(screen.getByText("1 of 2 done")).toBeDefined();
  expect(screen.getAllByRole("link").map((link) => link.getAttribute("href"))).toEqual([
    "/dashboard/welcome",
    "/dashboard/b",
  ]);
});

test("opening a step ticks nothing", async () => {
  const user = userEvent.setup();
  renderPage(main([step("a", false)]));
  const link = screen.getByRole("link", { name: /^Step a/ });
  link.addEventListener("click", (event) => event.preventDefault());
  await user.click(link);
  expect(screen.getByText("0 of 1 done")).toBeDefined();
});

test("it can be dismissed for this user, and the keyboard keeps a place", async () => {
  const user = userEvent.setup();
  renderPage(main([step("a", false)]));
  await user.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(screen.queryByText("First steps")).toBeNull();
  expect(document.cookie).toContain(`${firstStepsCookie}=usr_1`);
  expect(document.activeElement).toBe(screen.getByRole("main"));
});

test("nothing is shown where all was done before", () => {
  renderPage(main([step("a", true)]));
  expect(screen.queryByText("You are all set")).toBeNull();
});
