import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import { codeLanguageCookie, codeLanguageOf, pageCookie } from "@/lib/http/code-language";
import { renderPage } from "@/lib/testing/render-page";
import { exampleCodes } from "./request-snippets";
import { UseItCard } from "./use-it-card";

const codes = exampleCodes({ method: "GET", url: "https://api.test/v1/prompts" }, "PROMPTS_API_KEY", ["Checkout"]);

beforeEach(() => {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API does not exist on plain HTTP
  document.cookie = `${codeLanguageCookie}=; path=/; max-age=0`;
});

it("begins with the language that the server read, and remembers the next one for the page and for what opens later", async () => {
  renderPage(<UseItCard codes={codes} language={codeLanguageOf(() => "python")} variable="PROMPTS_API_KEY" />);
  expect(screen.getByRole("radio", { name: "Python" })).toHaveProperty("checked", true);
  expect(screen.getByText(/import requests/)).toBeDefined();
  await userEvent.click(screen.getByRole("radio", { name: "Go" }));
  expect(screen.getByText(/package main/)).toBeDefined();
  expect(codeLanguageOf(pageCookie)).toBe("go");
});

it("offers all of curl, Node, Python, Go and .env, which has a placeholder where the secret was", async () => {
  renderPage(<UseItCard codes={codes} language={codeLanguageOf(() => "cobol")} variable="PROMPTS_API_KEY" />);
  expect(screen.getAllByRole("radio").map((radio) => radio.parentElement?.textContent)).toEqual([
    "curl",
    "Node",
    "Python",
    "Go",
    ".env",
  ]);
  await userEvent.click(screen.getByRole("radio", { name: ".env" }));
  expect(screen.getByText(/PROMPTS_API_KEY=YOUR_SECRET/)).toBeDefined();
});
