import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { endpointErrors } from "@/lib/http/endpoint-errors";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { referenceGroups } from "./reference-entry";
import { TrialForm } from "./trial-form";

const entries = (await referenceGroups(contractTable, "https://api.example", endpointErrors)).flatMap(
  (group) => group.entries,
);

function renderTrial(id: string) {
  const entry = entries.find((candidate) => candidate.id === id);
  if (!entry?.trial) throw new Error(`there is no endpoint ${id}`);
  return renderPage(<TrialForm trial={entry.trial} errors={entry.errors} />, entry.href);
}

const secret = "pr_test_0123456789";
const user = userEvent.setup();
const send = () => user.click(screen.getByRole("button", { name: "Send request" }));

describe("the request from a page", () => {
  it("is the endpoint's own, to this server, with the credential that was typed", async () => {
    const made = answerCalls(() => ({
      status: 201,
      body: { id: "prompt_1" },
      headers: { "x-ratelimit-remaining": "59" },
    }));
    renderTrial("post-v1-prompts");
    await user.type(screen.getByLabelText("API key"), secret);
    await send();
    const status = await screen.findByText("201");
    expect(made).toEqual([
      expect.objectContaining({ method: "POST", path: "/v1/prompts", body: { name: "Release notes" } }),
    ]);
    expect(made[0]?.headers.get("authorization")).toBe(`Bearer ${secret}`);
    expect(status.closest("[role=status]")?.textContent).toMatch(/\d+ ms/);
    expect(screen.getByText(/x-ratelimit-remaining: 59/)).toBeDefined();
    expect(screen.getByText(/"id": "prompt_1"/)).toBeDefined();
  });

  it("says that half a character cannot be sent, where a path would be torn by it", async () => {
    const made = answerCalls(() => ({ status: 200, body: {} }));
    renderTrial("delete-v1-prompts-id");
    await user.click(screen.getByLabelText(/^id/));
    await user.paste("\ud83d");
    await send();
    await screen.findByText("No id is dots alone or has half a character.");
    expect(made).toEqual([]);
  });

  it("fills in path and query, encoded, and leaves out what was left empty", async () => {
    const made = answerCalls(() => ({ status: 200, body: {} }));
    renderTrial("get-v1-prompts-id-versions");
    await user.type(screen.getByLabelText(/^id/), "a b/c");
    await user.type(screen.getByLabelText(/^limit/), "5");
    await send();
    await screen.findByText("200");
    expect(made.map(({ path }) => path)).toEqual(["/v1/prompts/a%20b%2Fc/versions?limit=5"]);
  });

  it("says what no header and no path can hold, and sends nothing that would go elsewhere", async () => {
    const made = answerCalls(() => ({ status: 200, body: {} }));
    renderTrial("delete-v1-prompts-id");
    await user.type(screen.getByLabelText(/^id/), "..");
    await send();
    await screen.findByText("No id is dots alone or has half a character.");
    expect(document.activeElement).toBe(screen.getByLabelText(/^id/));
    await user.type(screen.getByLabelText(/^id/), ".a");
    await user.type(screen.getByLabelText(/^If-Match/), "ü ☃");
    await send();
    await screen.findByText("A header takes letters, digits and signs of ASCII.");
    expect(made).toEqual([]);
    await user.clear(screen.getByLabelText(/^If-Match/));
    await send();
    await screen.findByText("200");
    expect(made.map(({ path }) => path)).toEqual(["/v1/prompts/...a"]);
  });

  it("has from the beginning what can be one thing only", async () => {
    const made = answerCalls(() => ({ status: 200, body: {} }));
    renderTrial("get-oauth-authorize");
    await user.type(screen.getByLabelText(/^client_id/), "app_1");
    await send();
    await screen.findByText("200");
    expect(made.map(({ path }) => path)).toEqual(["/oauth/authorize?response_type=code&client_id=app_1"]);
  });

  it("is not sent while something that must be there is missing, which gets the focus", async () => {
    const made = answerCalls(() => ({ status: 200 }));
    renderTrial("get-v1-prompts-id-versions");
    await send();
    expect(await screen.findByText("Enter id.")).toBeDefined();
    expect(document.activeElement).toBe(screen.getByLabelText(/^id/));
    expect(made).toEqual([]);
  });

  it("says which body is no JSON, and which credential no header could hold", async () => {
    const made = answerCalls(() => ({ status: 200 }));
    renderTrial("post-v1-prompts");
    await user.type(screen.getByLabelText("API key"), "kéy");
    await user.type(screen.getByLabelText("Body, as JSON"), "x");
    await send();
    expect(await screen.findByText("This is not valid JSON.")).toBeDefined();
    expect(screen.getByText("This is no key or token.")).toBeDefined();
    expect(made).toEqual([]);
  });
});

describe("what comes back", () => {
  it.each<[string, Answer, RegExp]>([
    [
      "an error with what its code means",
      { status: 401, body: { error: { code: "UNAUTHORIZED" } } },
      /No credential, or one that is malformed/,
    ],
    ["a lost connection", "connection lost", /No answer came/],
  ])("is told: %s", async (_, answer, words) => {
    answerCalls(() => answer);
    renderTrial("get-v1-prompts");
    await send();
    await waitFor(() => expect(screen.getByRole("status").textContent).toMatch(words));
  });
});

it("keeps the credential in memory alone: in no address, no storage and no cookie", async () => {
  answerCalls(() => ({ status: 200, body: {} }));
  const { visited, unmount } = renderTrial("get-v1-prompts");
  const field = screen.getByLabelText("API key");
  await user.type(field, secret);
  await send();
  await screen.findByText("200");
  expect([field.getAttribute("type"), field.getAttribute("autocomplete")]).toEqual(["password", "off"]);
  const kept = [window.location.href, document.cookie, ...visited, ...storedTexts()].join("\n");
  expect(kept).not.toContain(secret);
  unmount();
  renderTrial("get-v1-prompts");
  expect(within(document.body).getByLabelText<HTMLInputElement>("API key").value).toBe("");
});

function storedTexts(): string[] {
  return [window.localStorage, window.sessionStorage].flatMap((storage) => Object.values(storage).map(String));
}
