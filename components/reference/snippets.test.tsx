import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { pageCookie, snippetLanguageOf } from "@/lib/http/code-language";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { CopyPage } from "./copy-page";
import { OldAnchors } from "./old-anchors";
import { snippetIn } from "./snippet-languages";
import { Snippets } from "./snippets";

const user = userEvent.setup();
const path = "/docs/prompts/get-v1-prompts";
const request = {
  method: "GET",
  url: ["https://api.example/v1/prompts"],
  query: [],
  headers: [],
  answer: "json",
} as const;

it("the chosen language is kept in the one cookie of all examples, which the server reads", async () => {
  renderPage(<Snippets request={request} initial="curl" code={snippetIn("curl", request)} />, path);
  await user.click(screen.getByRole("radio", { name: "Go" }));
  expect(await screen.findByText(/package main/)).toBeDefined();
  expect(document.cookie).toContain("code-language=go");
});

it("what the version before kept is read until a language is chosen, which takes its place", async () => {
  // biome-ignore lint/suspicious/noDocumentCookie: the version before set it
  document.cookie = "snippet_language=php; path=/docs";
  const initial = snippetLanguageOf(pageCookie);
  renderPage(<Snippets request={request} initial={initial} code={snippetIn(initial, request)} />, path);
  await user.click(screen.getByRole("radio", { name: "Python" }));
  expect([pageCookie("code-language"), pageCookie("snippet_language")]).toEqual(["python", undefined]);
});

it("a page that comes back from the browser's memory shows the language that was chosen since", async () => {
  renderPage(<Snippets request={request} initial="curl" code={snippetIn("curl", request)} />, path);
  // biome-ignore lint/suspicious/noDocumentCookie: another page set it
  document.cookie = "code-language=php; path=/";
  window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  expect(await screen.findByText(/curl_init/)).toBeDefined();
});

it("the page is copied as the Markdown that its address answers", async () => {
  const made = answerCalls(() => ({ status: 200, body: "# Create a prompt" }));
  renderPage(<CopyPage href="/docs/prompts/post-v1-prompts.md" />);
  await user.click(screen.getByRole("button", { name: "Copy page as Markdown" }));
  expect(await screen.findByText("Copied to the clipboard")).toBeDefined();
  expect(await navigator.clipboard.readText()).toContain("# Create a prompt");
  expect(made.map(({ path }) => path)).toEqual(["/docs/prompts/post-v1-prompts.md"]);
});

it("a page that could not be copied says so, and is open as Markdown", async () => {
  answerCalls(() => ({ status: 503 }));
  renderPage(<CopyPage href="/docs/prompts.md" />);
  await user.click(screen.getByRole("button", { name: "Copy page as Markdown" }));
  expect(await screen.findByText(/could not be copied/)).toBeDefined();
  expect(screen.getByRole("link", { name: "Open as Markdown" }).getAttribute("href")).toBe("/docs/prompts.md");
});

it("an address with an endpoint's fragment leads to its page, and one of a guide stays", () => {
  const place = (
    <>
      <section id="limits" />
      <ul>
        <li id="post-v1-prompts" data-page="/docs/prompts/post-v1-prompts" />
      </ul>
      <OldAnchors />
    </>
  );
  const replaced: string[] = [];
  const { replace } = window.location;
  window.location.replace = (href) => void replaced.push(String(href));
  renderPage(place, "/docs#limits").unmount();
  renderPage(place, "/docs#post-v1-prompts").unmount();
  window.location.replace = replace;
  expect(replaced).toEqual(["/docs/prompts/post-v1-prompts"]);
});
