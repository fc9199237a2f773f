import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import type { MadeCall } from "@/lib/testing/answer-calls";
import { listedKey, serveKeys } from "@/lib/testing/listed-keys";
import { renderPage } from "@/lib/testing/render-page";
import { ApiKeysView } from "./api-keys-view";
import type { KeyProduct } from "./key-product";

const prompts: KeyProduct = {
  id: "prompts",
  label: "Prompts",
  description: "Versioned prompts",
  environments: ["production", "development"],
  scopes: [
    { id: "prompts:read", description: "Read prompts", access: "read", endpoints: ["GET /v1/prompts"] },
    { id: "prompts:write", description: "Write prompts", access: "write", endpoints: ["POST /v1/prompts"] },
  ],
  roles: [],
  perMinute: 100,
  examples: [],
};

const many = (count: number) => Array.from({ length: count }, (_, number) => listedKey(number));
const page = <ApiKeysView products={[prompts]} prefixes={["pr_live_"]} />;
const table = () => screen.findByLabelText("API keys", { selector: "table" });
const linkOf = async (name: string) =>
  (await screen.findByText(name, { selector: "bdi" })).parentElement ?? document.body;
const rowOf = async (name: string) => (await linkOf(name)).closest("tr") ?? document.body;

const scrollTo = (top: number) => {
  window.scrollTo({ top });
  window.dispatchEvent(new Event("scroll"));
};

describe("the list of keys", () => {
  it("counts ten thousand rows, holds few of them in the document, and asks for those that come into view", async () => {
    const made = serveKeys(many(10_000));
    renderPage(page, "/dashboard/api-keys");
    await screen.findByText("10,000 keys", { selector: "span" });
    expect((await table()).getAttribute("aria-rowcount")).toBe("10001");
    expect((await rowOf("Key 0")).getAttribute("aria-rowindex")).toBe("2");
    expect(document.querySelectorAll("tr").length).toBeLessThan(60);
    scrollTo(5_000 * 44);
    expect((await rowOf("Key 5000")).getAttribute("aria-rowindex")).toBe("5002");
    expect(screen.queryByText("Key 0")).toBeNull();
    const skips = made.map(({ path }) => new URL(path, "http://test.invalid").searchParams.get("skip"));
    expect(skips).toContain("5000");
    expect(made.length).toBeLessThan(12);
    scrollTo(0);
  });

  it("tells keys of one name apart by how they end, and those that were imported by how they begin", async () => {
    serveKeys([
      listedKey(1, { hint: "pr_live_abcd…0001" }),
      listedKey(2, { hint: "acme_9f3d…" }),
      listedKey(3, { hint: "imported" }),
    ]);
    renderPage(page, "/dashboard/api-keys");
    const beside = async (name: string) => (await linkOf(name)).nextElementSibling?.textContent;
    expect([await beside("Key 1"), await beside("Key 2"), await beside("Key 3")]).toEqual([
      "…0001",
      "acme_9f3d…",
      "imported",
    ]);
  });

  it("draws nothing around its rows anew while one scrolls among rows that are there", async () => {
    serveKeys(many(10_000));
    const products: [KeyProduct] = [prompts];
    const drawings = vi.spyOn(products, "map");
    renderPage(<ApiKeysView products={products} prefixes={["pr_live_"]} />, "/dashboard/api-keys");
    const first = await rowOf("Key 0");
    await within(first).findByText("Not yours to see");
    drawings.mockClear();
    // Up to row 49, with those beyond the window's edge: the first that were read.
    for (const row of [2, 4, 6]) act(() => scrollTo(row * 44));
    expect(screen.getByText("Key 30")).toBeDefined();
    expect(drawings).not.toHaveBeenCalled();
    scrollTo(0);
  });

  it("leaves the window where its reader scrolled before the list was there, and shows the rows of that place", async () => {
    serveKeys(many(10_000));
    window.scrollTo({ top: 5_000 * 44 });
    renderPage(page, "/dashboard/api-keys");
    expect((await rowOf("Key 5000")).getAttribute("aria-rowindex")).toBe("5002");
    expect(window.scrollY).toBe(5_000 * 44);
    scrollTo(0);
  });

  it("goes on a page at a time where keys could not be counted", async () => {
    const keys = many(70);
    serveKeys(keys, ({ path }) => {
      if (path.includes("/counts")) return { status: 403, body: {} };
      const isFurther = path.includes("cursor=");
      return path.includes("/api-keys?")
        ? {
            status: 200,
            body: { data: isFurther ? keys.slice(50) : keys.slice(0, 50), next_cursor: isFurther ? null : "c2" },
          }
        : null;
    });
    renderPage(page, "/dashboard/api-keys");
    await linkOf("Key 0");
    expect(screen.getByRole("button", { name: "All" })).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Load more" }));
    await waitFor(async () => expect((await table()).getAttribute("aria-rowcount")).toBe("71"));
  });

  it("sorts by its headings, says so, and keeps the order in the address", async () => {
    const made = serveKeys(many(3));
    renderPage(page, "/dashboard/api-keys?status=active");
    const heading = (name: string) => screen.getByRole("columnheader", { name, hidden: true });
    await userEvent.click(await screen.findByRole("button", { name: "Name" }));
    expect(heading("Name").getAttribute("aria-sort")).toBe("ascending");
    expect(window.location.search).toBe("?status=active&sort=name");
    await userEvent.click(screen.getByRole("button", { name: "Name" }));
    expect(heading("Name").getAttribute("aria-sort")).toBe("descending");
    await userEvent.click(screen.getByRole("button", { name: "Last used" }));
    expect(heading("Last used").getAttribute("aria-sort")).toBe("descending");
    expect(heading("Name").getAttribute("aria-sort")).toBe("none");
    await waitFor(() => expect(made.some(({ path }) => path.includes("sort=-last_used"))).toBe(true));
  });

  it("narrows to a kind of keys by chips that say how many there are", async () => {
    serveKeys([listedKey(1), listedKey(2, { status: "revoked", revokedAt: new Date().toISOString() })]);
    renderPage(page, "/dashboard/api-keys");
    const chip = await screen.findByRole("button", { name: /^Revoked 1$/ });
    expect(screen.getByRole("button", { name: /^All 2$/ }).getAttribute("aria-pressed")).toBe("true");
    await userEvent.click(chip);
    await waitFor(() => expect(screen.queryByText("Key 1")).toBeNull());
    expect(screen.getByText("Key 2")).toBeDefined();
    expect(window.location.search).toBe("?status=revoked");
    await userEvent.click(screen.getByRole("button", { name: /^Expires soon/ }));
    expect(window.location.search).toBe("?concern=expires_soon");
  });

  it("leads from a row's control to that of the next by arrow keys", async () => {
    serveKeys(many(3));
    renderPage(page, "/dashboard/api-keys");
    (await linkOf("Key 0")).focus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    expect(document.activeElement?.textContent).toBe("Key 2");
    await userEvent.keyboard("{ArrowUp}");
    expect(document.activeElement?.textContent).toBe("Key 1");
  });

  it("shows a key that was replaced below the one that took its place", async () => {
    const old: ApiKey = listedKey(7, { name: "Old", replacedBy: "key_1", expiresAt: "2099-01-01T00:00:00.000Z" });
    serveKeys([listedKey(1, { replaces: [old] }), listedKey(2)]);
    renderPage(page, "/dashboard/api-keys");
    const below = await rowOf("Old");
    expect(below.previousElementSibling).toBe(await rowOf("Key 1"));
    expect(within(below).getByText("Being replaced")).toBeDefined();
  });

  it("cuts a key's product and maker only where a line of their own is too short for them", async () => {
    serveKeys([listedKey(1, { tags: ["eu"] })]);
    renderPage(page, "/dashboard/api-keys");
    const about = within(await rowOf("Key 1")).getByText("Prompts, by Ada · #eu");
    expect(about.previousElementSibling?.textContent).toBe("pr_live_abcd…0001");
    expect(about.parentElement?.classList).toContain("flex-wrap");
  });

  it("says what keys were used for, and that usage is unavailable where it could not be read", async () => {
    const daily = [0, 0, 0, 0, 0, 50, 150];
    const lately = { requests: 200, refused: 20, limited: 0, trouble: "rejected" };
    const used = { id: "key_1", daily, requests: 200, errors: 20, lately };
    let failing = false;
    serveKeys([listedKey(1), listedKey(2)], ({ path }) => {
      if (!path.includes("/activity")) return null;
      return failing ? { status: 403, body: {} } : { status: 200, body: { data: [used] } };
    });
    const { unmount } = renderPage(page, "/dashboard/api-keys");
    const row = within(await rowOf("Key 1"));
    expect(await row.findByText(/10%/)).toBeDefined();
    expect(row.getByRole("img", { name: "Requests of the last 7 days: 0, 0, 0, 0, 0, 50, 150" })).toBeDefined();
    expect(row.getByText("Rejected lately")).toBeDefined();
    expect(within(await rowOf("Key 2")).getByText("Not yours to see")).toBeDefined();
    unmount();
    failing = true;
    renderPage(page, "/dashboard/api-keys");
    expect(await within(await rowOf("Key 1")).findByText("Usage unavailable")).toBeDefined();
  });

  it("remembers how much room its rows take", async () => {
    serveKeys(many(2));
    renderPage(page, "/dashboard/api-keys");
    await userEvent.click(await screen.findByRole("button", { name: "Compact rows" }));
    expect(screen.getByRole("button", { name: "Compact rows" }).getAttribute("aria-pressed")).toBe("false");
    expect(document.cookie).toContain("row-density=comfortable");
  });
});

it("offers the way back to all keys where nothing is pushed away by it: below the kinds, beside the count", async () => {
  serveKeys([listedKey(1), listedKey(2, { status: "revoked", revokedAt: new Date().toISOString() })]);
  renderPage(page, "/dashboard/api-keys");
  const kinds = await screen.findByRole("group", { name: "Kinds of keys" });
  await userEvent.click(await within(kinds).findByRole("button", { name: /^Revoked 1$/ }));
  const [clear, ...others] = await screen.findAllByRole("button", { name: "Clear filters" });
  expect(others).toEqual([]);
  const place = kinds.compareDocumentPosition(clear ?? document.body);
  expect(place & Node.DOCUMENT_POSITION_FOLLOWING).not.toBe(0);
  await userEvent.click(clear ?? document.body);
  await waitFor(() => expect(screen.queryByRole("button", { name: "Clear filters" })).toBeNull());
  expect(window.location.search).toBe("");
});

describe("a pasted key", () => {
  const secret = "pr_live_0123456789abcdefghijABCD";
  const find = (status: number, body: unknown) => (call: MadeCall) =>
    call.path.endsWith("/find") ? { status, body } : null;
  const paste = async (text: string) => {
    await userEvent.click(await screen.findByRole("searchbox", { name: "Search keys" }));
    await userEvent.paste(text);
  };

  it("is looked for in a request's body, leaves the field, and stands in no address", async () => {
    const made = serveKeys(many(3), find(200, { data: listedKey(1, { name: "Leaked" }) }));
    renderPage(page, "/dashboard/api-keys");
    await paste(`Bearer ${secret}`);
    expect(await screen.findByText("Leaked")).toBeDefined();
    expect(screen.getByRole("searchbox", { name: "Search keys" })).toHaveProperty("value", "");
    expect(made.filter(({ path }) => path.endsWith("/find")).map(({ method, body }) => [method, body])).toEqual([
      ["POST", { key: secret }],
    ]);
    expect(made.some(({ path }) => path.includes("0123456789"))).toBe(false);
    expect(window.location.href).not.toContain("0123456789");
    await userEvent.click(screen.getByRole("button", { name: "Revoke…" }));
    expect(await screen.findByRole("dialog", { name: "Revoke “Leaked”?" })).toBeDefined();
  });

  it("that is nobody's here, or not whole, is told", async () => {
    serveKeys(many(3), find(404, { error: { code: "RESOURCE_NOT_FOUND", message: "There is no such API key" } }));
    renderPage(page, "/dashboard/api-keys");
    await paste(secret);
    expect(await screen.findByText("No key of this organization has the secret that you pasted.")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByText(/that you pasted/)).toBeNull();
  });
});
