import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { FocusKeeper } from "@/components/ui/focus-keeper";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { HeldView } from "./held-view";

const at = "2026-06-01T00:00:00Z";
const renders = {
  ...{ id: "lns_1", namespace: "renders", description: "", windows: [], concurrency: 5, overrides: [] },
  ...{ created_at: at, updated_at: "2026-06-01T00:00:00.000Z" },
};
const lease = { id: "lse_1", identifier: "user_42", slots: 2, created_at: at, expires_at: at };
const reservation = {
  ...{ id: "rsv_1", identifier: "user_43", status: "held", reserved: 400, cost: null },
  ...{ created_at: at, expires_at: at },
};
const user = userEvent.setup();

const answers = () =>
  answerCalls(({ method, path }) => {
    if (method === "DELETE") return { status: 204 };
    if (path.includes("/leases")) return { status: 200, body: { data: [lease], next_cursor: null } };
    if (path.includes("/reservations")) return { status: 200, body: { data: [reservation], next_cursor: null } };
    return { status: 200, body: { data: renders } };
  });
const address = "/dashboard/admin/limits/renders";

describe("the page of a namespace", () => {
  it("releases the slots that an identifier holds, once that was confirmed", async () => {
    const calls = answers();
    renderPage(<HeldView namespace="renders" />, address);
    await user.click(await screen.findByRole("button", { name: "Release what user_42 holds" }));
    const dialog = await screen.findByRole("dialog");
    expect(calls.some(({ method }) => method === "DELETE")).toBe(false);
    await user.click(within(dialog).getByRole("button", { name: "Release slots" }));
    await expect.poll(() => calls.filter(({ method }) => method === "DELETE").length).toBe(1);
    expect(calls.find(({ method }) => method === "DELETE")?.path).toMatch(/\/limits\/renders\/leases\/lse_1$/);
  });

  it("gives back a reservation, and asks for those of one identifier alone", async () => {
    const calls = answers();
    renderPage(<HeldView namespace="renders" />, `${address}?kind=reservations&identifier=user_43`);
    await user.click(await screen.findByRole("button", { name: "Give back what user_43 holds" }));
    const dialog = await screen.findByRole("dialog");
    await user.click(within(dialog).getByRole("button", { name: "Give back" }));
    await expect.poll(() => calls.filter(({ method }) => method === "DELETE").length).toBe(1);
    expect(calls.find(({ method }) => method === "DELETE")?.path).toMatch(/\/limits\/renders\/reservations\/rsv_1$/);
    expect(calls.some(({ path }) => path.includes("identifier=user_43"))).toBe(true);
  });

  it.each([
    ["leases", "Release what user_42 holds", "Release slots"],
    ["reservations", "Give back what user_43 holds", "Give back"],
  ])(
    "ends %s by keyboard alone: Escape leads back to the row, and a confirmation to what is left",
    async (kind, opener, confirm) => {
      let isHeld = true;
      const calls = answerCalls(({ method, path }) => {
        if (method === "DELETE") {
          isHeld = false;
          return { status: 204 };
        }
        if (!path.includes(`/${kind}`)) return { status: 200, body: { data: renders } };
        const rows = [
          kind === "leases" ? lease : reservation,
          { ...lease, ...reservation, id: "x_2", identifier: "other" },
        ];
        return { status: 200, body: { data: isHeld ? rows : rows.slice(1), next_cursor: null } };
      });
      renderPage(
        <main tabIndex={-1}>
          <FocusKeeper />
          <HeldView namespace="renders" />
        </main>,
        `${address}?kind=${kind}`,
      );
      (await screen.findByRole("button", { name: opener })).focus();
      await user.keyboard("{Enter}");
      const cancel = within(await screen.findByRole("dialog")).getByRole("button", { name: "Cancel" });
      // What ends something begins at Cancel, so that a second Enter ends nothing.
      await expect.poll(() => document.activeElement).toBe(cancel);
      await user.keyboard("{Escape}");
      await expect.poll(() => document.activeElement).toBe(screen.getByRole("button", { name: opener }));
      await user.keyboard("{Enter}");
      const button = within(await screen.findByRole("dialog")).getByRole("button", { name: confirm });
      for (let steps = 0; steps < 5 && document.activeElement !== button; steps += 1) await user.tab();
      expect(calls.some(({ method }) => method === "DELETE")).toBe(false);
      await user.keyboard("{Enter}");
      await expect.poll(() => screen.queryByRole("button", { name: opener })).toBeNull();
      expect(calls.filter(({ method }) => method === "DELETE")).toHaveLength(1);
      await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
      await expect.poll(() => document.activeElement?.closest("main")).toBeTruthy();
    },
  );

  it("says why what can be no identifier holds nothing, in place of showing what everybody holds", async () => {
    const message = "identifier: must be 1 to 255 visible ASCII characters without spaces";
    const calls = answerCalls(({ path }) => {
      if (!path.includes("/leases")) return { status: 200, body: { data: renders } };
      if (path.includes("identifier=")) return { status: 400, body: { error: { code: "VALIDATION_ERROR", message } } };
      return { status: 200, body: { data: [lease], next_cursor: null } };
    });
    renderPage(<HeldView namespace="renders" />, address);
    const search = await screen.findByRole("searchbox", { name: "One identifier" });
    for (const text of ["user 42", "x".repeat(600), "🙂", "שלום"]) {
      await user.clear(search);
      expect(await screen.findByText("user_42")).toBeDefined();
      search.focus();
      await user.paste(text);
      expect(await screen.findByText("No lease matches")).toBeDefined();
      expect(screen.getByText(`${message}.`)).toBeDefined();
      expect([screen.queryByText("user_42"), screen.queryByRole("button", { name: "Retry" })]).toEqual([null, null]);
      // A person who goes on typing does so in the same field.
      expect(document.activeElement).toBe(search);
    }
    expect(calls.some(({ path }) => path.includes("identifier=user"))).toBe(true);
    const [clear] = screen.getAllByRole("button", { name: "Clear filters" });
    if (clear) await user.click(clear);
    expect(await screen.findByText("user_42")).toBeDefined();
  });
});
