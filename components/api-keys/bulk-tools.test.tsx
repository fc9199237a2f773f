import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { ListedApiKey } from "@/lib/features/api-keys/contract";
import type { MadeCall } from "@/lib/testing/answer-calls";
import { listedKey, serveKeys } from "@/lib/testing/listed-keys";
import { renderPage } from "@/lib/testing/render-page";
import { ApiKeyList } from "./api-key-list";

const many = (count: number, change: Partial<ListedApiKey> = {}) =>
  Array.from({ length: count }, (_, number) => listedKey(number, change));
const page = <ApiKeyList products={[]} prefixes={[]} onCreate={() => {}} onAction={() => {}} />;
const boxOf = (name: string) => screen.findByLabelText(new RegExp(`^Select ${name} `));
const bar = () => screen.getByLabelText("Selected keys", { selector: "section" });

/** Answers bulk requests as the server does: a row for each key, refused for those named. */
function serveBulk(keys: readonly ListedApiKey[], refused: readonly string[] = []): MadeCall[] {
  return serveKeys(keys, ({ path, body }) => {
    if (!path.endsWith("-many")) return null;
    const { ids } = body as { ids: string[] };
    const error = { code: "FORBIDDEN", message: "Only its maker may do this" };
    const data = ids.map((id) => (refused.includes(id) ? { id, ok: false, error } : { id, ok: true, error: null }));
    return { status: 200, body: { data } };
  });
}
const bodyOf = (made: readonly MadeCall[], ending: string) =>
  made.find(({ path }) => path.endsWith(ending))?.body as { ids: string[]; expires_in_days?: number } | undefined;

describe("selecting keys", () => {
  it("takes one, a range with Shift over rows that were never in view, or all that match", async () => {
    const made = serveBulk(many(300));
    renderPage(page, "/dashboard/api-keys");
    await userEvent.click(await boxOf("Key 1"));
    await waitFor(() => expect(bar().textContent).toContain("1 selected"));
    window.scrollTo({ top: 250 * 44 });
    window.dispatchEvent(new Event("scroll"));
    const user = userEvent.setup();
    const far = await boxOf("Key 250");
    await user.keyboard("{Shift>}");
    await user.click(far);
    await user.keyboard("{/Shift}");
    await waitFor(() => expect(bar().textContent).toContain("250 selected"));
    await userEvent.click(within(bar()).getByRole("button", { name: "Select all 300" }));
    await waitFor(() => expect(bar().textContent).toContain("300 selected"));
    // Lists ask page by page, the oftener the slower the rows come; a call for each row would be 300.
    expect(made.length).toBeLessThan(100);
    await userEvent.click(within(bar()).getByRole("button", { name: "Clear the selection" }));
    expect(screen.queryByLabelText("Selected keys", { selector: "section" })).toBeNull();
    window.scrollTo({ top: 0 });
  });

  it("says why a key is not selected, in view and aloud, to who presses its box by whatever means", async () => {
    serveBulk([listedKey(1), listedKey(2, { status: "expired" })]);
    renderPage(page, "/dashboard/api-keys");
    const reason = "Key 2 pr_live_abcd…0002: This key has ended.";
    (await boxOf("Key 2")).focus();
    await userEvent.keyboard(" ");
    await waitFor(() => expect(bar().textContent).toContain(`0 selected${reason}`));
    expect(screen.getAllByRole("status").map(({ textContent }) => textContent)).toContain(reason);
    expect(await boxOf("Key 2")).toHaveProperty("checked", false);
    await userEvent.click(await boxOf("Key 1"));
    await waitFor(() => expect(bar().textContent).toContain("1 selected"));
    expect(bar().textContent).not.toContain(reason);
  });

  it("stops at a thousand and says so", async () => {
    serveBulk(many(1_200));
    renderPage(page, "/dashboard/api-keys");
    await userEvent.click(await screen.findByLabelText("Select all"));
    await waitFor(() => expect(bar().textContent).toContain("1,000 selected"));
    expect(bar().textContent).toContain("At most 1,000 at a time.");
  });

  it("takes those that are being replaced with all and with ranges, and counts them", async () => {
    const old = (number: number, change: Partial<ListedApiKey> = {}) =>
      listedKey(number, { name: `Old ${number}`, replacedBy: "key_1", ...change });
    const keys = [
      listedKey(1, { replaces: [old(11), old(12, { youMay: [] })] }),
      // Nothing that works takes its place.
      listedKey(2, { replacedBy: "key_9", endsUnreplaced: true }),
      listedKey(3, { replaces: [old(13)] }),
    ];
    const made = serveBulk(keys);
    renderPage(page, "/dashboard/api-keys");
    const shiftTo = async (name: string) => {
      const user = userEvent.setup();
      await user.keyboard("{Shift>}");
      await user.click(await boxOf(name));
      await user.keyboard("{/Shift}");
    };
    const clear = () => userEvent.click(within(bar()).getByRole("button", { name: "Clear the selection" }));
    const isTicked = async (name: string) => ((await boxOf(name)) as HTMLInputElement).checked;
    // What stands above the first of a range is not of it, although it is in the same place of the list.
    await userEvent.click(await boxOf("Old 11"));
    await shiftTo("Key 2");
    await waitFor(() => expect(bar().textContent).toContain("2 selected"));
    expect([await isTicked("Key 1"), await isTicked("Old 11"), await isTicked("Key 2")]).toEqual([false, true, true]);
    await clear();
    await userEvent.click(await boxOf("Key 2"));
    await shiftTo("Key 3");
    await waitFor(() => expect(bar().textContent).toContain("3 selected1 is being replaced."));
    await clear();
    for (const name of ["Key 1", "Key 2", "Key 3"]) await userEvent.click(await boxOf(name));
    expect(screen.getByRole("checkbox", { name: "Clear the selection" })).toHaveProperty("indeterminate", true);
    await userEvent.click(within(bar()).getByRole("button", { name: "Select all" }));
    await waitFor(() =>
      expect(bar().textContent).toContain("5 selected2 are being replaced. 1 of them cannot be selected."),
    );
    await userEvent.click(within(bar()).getByRole("button", { name: "Revoke…" }));
    await userEvent.click(await screen.findByRole("button", { name: "Revoke 5 keys" }));
    await screen.findByRole("list", { name: "Results" });
    expect(bodyOf(made, "/revoke-many")?.ids.toSorted()).toEqual(["key_1", "key_11", "key_13", "key_2", "key_3"]);
  });

  it("leaves out what the reader may not end, with the reason", async () => {
    const ended = listedKey(2, { status: "revoked", revokedAt: new Date().toISOString() });
    serveBulk([listedKey(1), ended, listedKey(3, { youMay: [] })]);
    renderPage(page, "/dashboard/api-keys");
    const box = await screen.findByLabelText(/Key 2 .*: This key has ended$/);
    expect(box.getAttribute("aria-disabled")).toBe("true");
    await userEvent.click(screen.getByLabelText(/Key 3 .*: Only its maker or an admin may do this$/));
    await waitFor(() => expect(bar().textContent).toContain("0 selected"));
    await userEvent.click(screen.getByLabelText("Select all"));
    await waitFor(() => expect(bar().textContent).toContain("1 selected"));
    expect(bar().textContent).toContain("2 of them cannot be selected.");
    expect(within(bar()).queryByRole("button", { name: /^Select all/ })).toBeNull();
    await userEvent.click(within(bar()).getByRole("button", { name: "Clear the selection" }));
    await userEvent.click(await boxOf("Key 1"));
    await waitFor(() => expect(within(bar()).getByRole("button", { name: "Select all 3" })).toBeDefined());
  });

  it("forgets what another filter would hide", async () => {
    serveBulk([listedKey(1), listedKey(2, { status: "revoked", revokedAt: new Date().toISOString() })]);
    renderPage(page, "/dashboard/api-keys");
    await userEvent.click(await boxOf("Key 1"));
    await waitFor(() => expect(bar().textContent).toContain("1 selected"));
    await userEvent.click(screen.getByRole("button", { name: /^Revoked 1$/ }));
    await waitFor(() => expect(screen.queryByLabelText("Selected keys", { selector: "section" })).toBeNull());
  });
});

describe("many keys at once", () => {
  it("are revoked once the number of busy production keys is typed, with a result for each", async () => {
    const busy = { environment: "production" as const, lastUsedAt: new Date().toISOString() };
    const made = serveBulk([listedKey(1, busy), listedKey(2), listedKey(3, busy)], ["key_2"]);
    renderPage(page, "/dashboard/api-keys");
    await userEvent.click(await screen.findByLabelText("Select all"));
    await userEvent.click(await screen.findByRole("button", { name: "Revoke…" }));
    const dialog = await screen.findByRole("dialog", { name: "Revoke 3 keys?" });
    const revoke = within(dialog).getByRole("button", { name: "Revoke 3 keys" });
    expect(dialog.textContent).toContain("2 of them are production keys that were used in the last week.");
    expect(dialog.textContent).toMatch(/Of these, Key [13], \S+ was last used/);
    await userEvent.click(revoke);
    expect(bodyOf(made, "/revoke-many")).toBeUndefined();
    await userEvent.type(within(dialog).getByRole("textbox"), "2");
    await userEvent.click(revoke);
    const results = await screen.findByRole("list", { name: "Results" });
    expect(bodyOf(made, "/revoke-many")?.ids).toEqual(["key_1", "key_2", "key_3"]);
    const lines = within(results).getAllByRole("listitem");
    expect(lines[0]?.textContent).toContain("Key 2");
    expect(lines[0]?.textContent).toContain("Only its maker may do this");
    expect(screen.getByText("2 keys revoked, 1 not.")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Done" }));
    await waitFor(() => expect(screen.queryByLabelText("Selected keys", { selector: "section" })).toBeNull());
  });

  it("are given an end together", async () => {
    const made = serveBulk(many(2));
    renderPage(page, "/dashboard/api-keys");
    await userEvent.click(await boxOf("Key 0"));
    await userEvent.click(await boxOf("Key 1"));
    await userEvent.click(await screen.findByRole("button", { name: "Set expiry…" }));
    await userEvent.selectOptions(await screen.findByRole("combobox", { name: "Expires" }), "30");
    await userEvent.click(screen.getByRole("button", { name: "Set expiry" }));
    expect(await screen.findByText("2 keys changed.")).toBeDefined();
    expect(bodyOf(made, "/expire-many")).toEqual({ ids: ["key_0", "key_1"], expires_in_days: 30 });
  });
});
