import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { PortalKey } from "@/lib/features/api-keys/portal-contract";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import type { PortalProduct } from "./portal-key-list";
import { PortalKeys } from "./portal-keys";

const secret = `img_live_${"0".repeat(32)}`;
const key: PortalKey = {
  id: "key_1",
  name: "Checkout",
  product: "images",
  product_label: "Images",
  environment: "production",
  scopes: ["images:read"],
  roles: [],
  hint: "img_live_abcd…0001",
  status: "active",
  created_at: "2026-06-01T00:00:00Z",
  expires_at: null,
  last_used_at: null,
  credits: null,
  replaced_by: null,
  ends_unreplaced: false,
};
const images: PortalProduct = {
  id: "images",
  label: "Images",
  environments: ["production", "development"],
  scopes: [
    { id: "images:read", description: "See images" },
    { id: "images:write", description: "Add images" },
  ],
};

function openPage(keys: readonly PortalKey[], products: readonly PortalProduct[] = [images]) {
  const calls = answerCalls(({ method }) => {
    if (method === "POST") return { status: 201, body: { data: key, key: secret } };
    return method === "DELETE" ? { status: 204 } : { status: 200, body: { data: keys, next_cursor: null } };
  });
  renderPage(<PortalKeys products={products} />);
  return { user: userEvent.setup(), changes: () => calls.filter(({ method }) => method !== "GET") };
}

it("makes a key with what is ticked, at the portal's own endpoint, and shows its secret once", async () => {
  const { user, changes } = openPage([]);
  await user.click(screen.getByRole("button", { name: "Create API key" }));
  await user.type(await screen.findByRole("textbox", { name: "Name" }), "Checkout");
  await user.click(screen.getByRole("checkbox", { name: /images:write/ }));
  await user.click(screen.getByRole("button", { name: "Create" }));
  const shown = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "API key" });
  expect(shown.value).toBe(secret);
  expect(changes().map(({ path, body }) => [path, body])).toEqual([
    ["/portal/api/keys", { name: "Checkout", environment: "production", scopes: ["images:read"], expires_in_days: 90 }],
  ]);
});

it("offers no key to make where the portal gives nothing to make one of", async () => {
  openPage([], []);
  expect(await screen.findByText("Keys that are made for you appear here.")).toBeDefined();
  expect(screen.queryByRole("button", { name: "Create API key" })).toBeNull();
});

it("says that a key is being replaced only while what takes its place goes on", async () => {
  const old = { ...key, replaced_by: "key_9" };
  openPage([
    { ...old, name: "Replaced" },
    { ...old, id: "key_2", name: "Alone", ends_unreplaced: true },
  ]);
  const row = async (name: string) => (await screen.findByText(name)).closest("tr")?.textContent;
  expect(await row("Replaced")).toContain("Being replaced");
  expect(await row("Alone")).toContain("Successor ended");
});

it("says what is left of a key's own credits, and nothing of credits where it has none", async () => {
  const refill = { amount: 1_000, every: null, on: 1, at: "2026-07-01T00:00:00Z" };
  openPage([
    { ...key, id: "key_2", name: "Counted", credits: { remaining: 500, refill } },
    { ...key, credits: null },
  ]);
  const [counted, free] = (await screen.findAllByRole("row")).slice(1).map((row) => row.textContent);
  expect(counted).toContain("Credits: 500 left; refilled to 1,000 on day 1 of each month");
  expect(free).not.toContain("Credits");
});

it("revokes a key after one question, and bars what its end leaves nothing of", async () => {
  const { user, changes } = openPage([key, { ...key, id: "key_2", name: "Old", status: "revoked" }]);
  await user.click(await screen.findByRole("button", { name: "Actions for Old" }));
  expect((await screen.findAllByText("This key has ended")).length).toBe(2);
  await user.keyboard("{Escape}");
  await user.click(screen.getByRole("button", { name: "Actions for Checkout" }));
  await user.click(await screen.findByRole("menuitem", { name: "Revoke…" }));
  const dialog = await screen.findByRole("dialog");
  await user.click(within(dialog).getByRole("button", { name: "Revoke key" }));
  await screen.findByText("“Checkout” is revoked");
  expect(changes().map(({ method, path }) => [method, path])).toEqual([["DELETE", "/portal/api/keys/key_1"]]);
});
