import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { ApiKeyDetail as KeyDetail } from "@/lib/features/api-keys/key-contract";
import { answerCalls } from "@/lib/testing/answer-calls";
import { listedKey } from "@/lib/testing/listed-keys";
import { renderPage } from "@/lib/testing/render-page";
import { ApiKeyDetail } from "./api-key-detail";

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const detailed = (number: number, change: Partial<KeyDetail> = {}): KeyDetail => ({
  ...listedKey(number),
  rotatedAt: null,
  expiresBeforeRotation: null,
  replaces: null,
  ...change,
});
const former = detailed(1, { replacedBy: "key_2", rotatedAt: inHours(-1), expiresAt: inHours(2), lastUsedAt: null });
const page = (apiKey: KeyDetail, old: KeyDetail | null) =>
  renderPage(
    <ApiKeyDetail apiKey={apiKey} former={old} products={[]} loadedAtMs={Date.now()} trail={null} using={null} />,
  );
/** Tells of the old key that it was used meanwhile. */
const serve = () =>
  answerCalls(({ method, path }) => {
    if (method === "DELETE") return { status: 204 };
    if (path.endsWith("/api-keys/key_1")) return { status: 200, body: { data: { ...former, lastUsedAt: inHours(0) } } };
    return { status: 404, body: { error: { message: "No" } } };
  });

it("a new key's page says when the old one was last used, as that moves on, and ends it by one confirmation", async () => {
  const made = serve();
  page(detailed(2), former);
  await screen.findByText("The key that this one replaces still works");
  await screen.findByText(/Old key last used/);
  await userEvent.click(screen.getByRole("button", { name: "End now" }));
  await screen.findByRole("dialog", { name: "End “Key 1” now?" });
  await userEvent.click(screen.getAllByRole("button", { name: "End now" }).at(-1) ?? expect.unreachable("no button"));
  await waitFor(() => expect(made.find(({ method }) => method === "DELETE")?.path).toContain("/api-keys/key_1"));
});

it("the old key's page says the same, leads to the new one, and offers more time", async () => {
  serve();
  page(former, null);
  await screen.findByText(/Last used/, { selector: "p" });
  expect(screen.getByRole("link", { name: "View the new key" }).getAttribute("href")).toBe("/dashboard/api-keys/key_2");
  await userEvent.click(screen.getByRole("button", { name: "Extend" }));
  await screen.findByRole("dialog", { name: "How long should “Key 1” go on?" });
});
