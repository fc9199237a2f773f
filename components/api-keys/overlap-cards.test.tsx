import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { ApiKeyDetail as KeyDetail } from "@/lib/features/api-keys/key-contract";
import { answerCalls } from "@/lib/testing/answer-calls";
import { listedKey } from "@/lib/testing/listed-keys";
import { renderPage } from "@/lib/testing/render-page";
import { ApiKeyDetail } from "./api-key-detail";
import { RevokeApiKeyDialog } from "./revoke-api-key-dialog";

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
/** Tells of the old key that it was used meanwhile, and of the new one `next`. */
const serve = (next = detailed(2), old = former) =>
  answerCalls(({ method, path }) => {
    if (method === "DELETE") return { status: 204 };
    if (path.endsWith("/api-keys/key_2")) return { status: 200, body: { data: next } };
    if (path.endsWith("/api-keys/key_1")) return { status: 200, body: { data: { ...old, lastUsedAt: inHours(0) } } };
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

describe("where the new key has ended first", () => {
  const revoked = detailed(2, { status: "revoked", revokedAt: inHours(0) });
  const alone = { ...former, endsUnreplaced: true };

  it("the old key's page says so, and until when the old one works, and offers to end or extend that", async () => {
    const made = serve(revoked, alone);
    // It ended after the page was made.
    const { visited } = page(former, null);
    const title = await screen.findByText("This key was rotated, and the new one was revoked");
    const card = title.closest("section") ?? expect.unreachable("no card");
    expect(card.textContent).toMatch(/This key works until .*Programs that use it need another key by then\./);
    expect(screen.getByText("Successor ended")).toBeDefined();
    expect(screen.queryByText("Being replaced")).toBeNull();
    expect(within(card).getByRole("button", { name: "Extend" })).toBeDefined();
    await userEvent.click(within(card).getByRole("button", { name: "End now" }));
    const dialog = within(await screen.findByRole("dialog", { name: "End “Key 1” now?" }));
    await userEvent.click(dialog.getByRole("button", { name: "End now" }));
    await waitFor(() => expect(visited).toContain("refresh"));
    expect(made.find(({ method }) => method === "DELETE")?.path).toContain("/api-keys/key_1");
  });

  it("one that was replaced itself has not left the old key alone", async () => {
    const made = serve({ ...revoked, replacedBy: "key_3" });
    page(former, null);
    await waitFor(() => expect(made.some(({ path }) => path.endsWith("/api-keys/key_2"))).toBe(true));
    await screen.findByText(/Last used/, { selector: "p" });
    expect(screen.getByText("This key was rotated")).toBeDefined();
  });
});

it("revoking a key whose successor has ended says that the keys that were made with it end too", () => {
  const dialog = (apiKey: KeyDetail) =>
    renderPage(<RevokeApiKeyDialog apiKey={apiKey} nowMs={Date.now()} onClose={() => undefined} />);
  const { unmount } = dialog(former);
  expect(screen.getByText(/go on with the key that took its place/)).toBeDefined();
  unmount();
  dialog({ ...former, endsUnreplaced: true });
  expect(screen.getByText("Keys that were made with it end with it.")).toBeDefined();
});

describe("revoking the new key", () => {
  const goesOn = /The key whose place it took, pr_live_abcd…0001, goes on until/;
  const at = { id: "key_1", hint: former.hint, expiresAt: former.expiresAt, lastUsedAt: null };

  it("says that the old one goes on until its end, by what its page or a list knows", () => {
    for (const replaces of [{ ...at, works: true }, [former]]) {
      const { unmount } = renderPage(
        <RevokeApiKeyDialog apiKey={{ ...detailed(2), replaces }} nowMs={Date.now()} onClose={() => undefined} />,
      );
      expect(
        screen.getByText((_, element) => element?.tagName === "P" && goesOn.test(element.textContent)),
      ).toBeDefined();
      unmount();
    }
  });

  it("says nothing of one that has ended", () => {
    const ended = { ...former, expiresAt: inHours(-1) };
    for (const replaces of [{ ...at, works: false }, [ended], null]) {
      const { unmount } = renderPage(
        <RevokeApiKeyDialog apiKey={{ ...detailed(2), replaces }} nowMs={Date.now()} onClose={() => undefined} />,
      );
      expect(screen.getByRole("dialog").textContent).not.toContain("goes on");
      unmount();
    }
  });
});
