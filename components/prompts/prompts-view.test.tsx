import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { answerCalls } from "@/lib/testing/answer-calls";
import { listedPrompt } from "@/lib/testing/listed-prompt";
import { renderPage } from "@/lib/testing/render-page";
import { PromptsView } from "./prompts-view";

test("says how many there are, and sorts all of them on the server by a heading or by name of the order", async () => {
  const calls = answerCalls(() => ({ status: 200, body: { data: [listedPrompt], next_cursor: "next", total: 1_234 } }));
  renderPage(<PromptsView />, "/dashboard/prompts");
  expect(await screen.findByText("1,234 prompts", { selector: "[class*=tabular]" })).toBeDefined();
  expect(screen.getByRole("table", { name: "Prompts" }).getAttribute("aria-rowcount")).toBe("1235");
  await userEvent.click(screen.getByRole("button", { name: "Name" }));
  expect(window.location.search).toBe("?sort=name");
  await userEvent.selectOptions(screen.getByLabelText("Sort by"), "Changed last");
  expect(window.location.search).toBe("?sort=-updated");
  await screen.findByText("1,234 prompts", { selector: "[class*=tabular]" });
  const asked = calls.map(({ path }) => new URLSearchParams(path.split("?")[1]).get("sort"));
  expect(asked).toEqual(expect.arrayContaining([null, "name", "-updated"]));
  expect(calls.every(({ path }) => path.includes("total=true"))).toBe(true);
  await userEvent.selectOptions(screen.getByLabelText("Sort by"), "Newest first");
  expect(window.location.search).toBe("");
});
