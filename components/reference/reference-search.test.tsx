import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { answerCalls } from "@/lib/testing/answer-calls";
import { ReferenceSearch } from "./reference-search";

const index = {
  pages: [{ href: "/docs#limits", label: "Limits" }],
  errors: [{ status: 409, code: "CONFLICT", meaning: "It exists already." }],
  endpoints: [
    {
      href: "/docs/prompts/a",
      method: "GET",
      path: "/v1/a",
      summary: "One",
      scope: "",
      parameters: ["colour"],
      errors: [0],
    },
    { href: "/docs/prompts/b", method: "POST", path: "/v1/b", summary: "Two", scope: "", parameters: [], errors: [] },
  ],
};
const user = userEvent.setup();

it("loads what it looks through when it is first used, once", async () => {
  const made = answerCalls(() => ({ status: 200, body: index }));
  render(<ReferenceSearch />);
  expect(made).toEqual([]);
  await user.type(screen.getByRole("searchbox"), "colour");
  const found = await screen.findByRole("link", { name: /\/v1\/a Parameter colour/ });
  expect(found.getAttribute("href")).toBe("/docs/prompts/a");
  expect(screen.getByRole("status").textContent).toBe("1 place");
  expect(made.map(({ path }) => path)).toEqual(["/docs/search.json"]);
});

it("is reached by Ctrl K, led through by arrows, and left by Escape", async () => {
  answerCalls(() => ({ status: 200, body: index }));
  render(<ReferenceSearch />);
  await user.keyboard("{Control>}k{/Control}");
  const field = screen.getByRole("searchbox");
  expect(document.activeElement).toBe(field);
  await user.keyboard("v1");
  const links = await screen.findAllByRole("link");
  await user.keyboard("{ArrowDown}{ArrowDown}");
  expect(document.activeElement).toBe(links[1]);
  await user.keyboard("{ArrowUp}");
  expect(document.activeElement).toBe(links[0]);
  await user.keyboard("{Escape}");
  expect(document.activeElement).toBe(field);
  expect(screen.queryAllByRole("link")).toEqual([]);
});

it("says that it is unavailable, not that nothing was found, where it could not load", async () => {
  answerCalls(() => ({ status: 503 }));
  render(<ReferenceSearch />);
  await user.type(screen.getByRole("searchbox"), "x");
  expect((await screen.findByText("The search is unavailable right now.")).getAttribute("role")).toBe("status");
});
