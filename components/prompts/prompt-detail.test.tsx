import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { PromptVersion } from "@/lib/features/prompts/contract";
import { answerCalls } from "@/lib/testing/answer-calls";
import { listedPrompt } from "@/lib/testing/listed-prompt";
import { renderPage } from "@/lib/testing/render-page";
import { PromptDetail } from "./prompt-detail";

const written = (version: number, content: string): PromptVersion => ({
  prompt_id: listedPrompt.id,
  version,
  content,
  variables: [],
  created_at: "2026-11-20T10:00:00.000Z",
});

test("an older version is copied, and its text begins the next version", async () => {
  const calls = answerCalls(({ method }) =>
    method === "POST"
      ? { status: 201, body: written(3, "Say hello.") }
      : { status: 200, body: { data: [written(2, "Say goodbye."), written(1, "Say hello.")], next_cursor: null } },
  );
  const prompt = { ...listedPrompt, latest_version: 2, content: "Say goodbye.", variables: [] };
  renderPage(<PromptDetail prompt={prompt} />, `/dashboard/prompts/${prompt.id}`);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Copy version 1" }));
  expect(await navigator.clipboard.readText()).toBe("Say hello.");
  // The latest is what "New version" begins with.
  expect(screen.queryByRole("button", { name: "Use again: version 2" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Use again: version 1" }));
  const dialog = await screen.findByRole("dialog", { name: "New version from version 1" });
  expect(within(dialog).getByLabelText("Text")).toHaveProperty("value", "Say hello.");
  await user.click(within(dialog).getByRole("button", { name: "Add version" }));
  expect(await screen.findByText("Version 3 is the latest")).toBeDefined();
  expect(calls.filter(({ method }) => method === "POST").map(({ path, body }) => [path, body])).toEqual([
    [`/api/dashboard/v1/prompts/${prompt.id}/versions`, { content: "Say hello." }],
  ]);
});
