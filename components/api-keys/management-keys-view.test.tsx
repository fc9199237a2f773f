import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { ManagementKey } from "@/lib/features/api-keys/management-contract";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { ManagementKeysView } from "./management-keys-view";

const secret = `lk_mgmt_${"0".repeat(40)}`;
const at = "2026-06-01T00:00:00.000Z";
const key: ManagementKey = {
  id: "key_1",
  name: "Backend",
  hint: "lk_mgmt_abcd…0001",
  scopes: ["manage:keys:read"],
  products: null,
  organization: { id: "org", name: "Acme" },
  status: "active",
  leak: null,
  ip_allowlist: [],
  created_at: at,
  expires_at: null,
  revoked_at: null,
  last_used_at: null,
  last_used_ip: null,
  created_by: { id: "user", name: "Ada" },
  vouched_by: { id: "user", name: "Ada" },
  replaced_by: null,
  ends_unreplaced: false,
};

function openPage(keys: readonly ManagementKey[]) {
  const calls = answerCalls(({ method }) =>
    method === "POST"
      ? { status: 201, body: { data: key, key: secret } }
      : { status: 200, body: { data: keys, next_cursor: null } },
  );
  renderPage(<ManagementKeysView />);
  return { user: userEvent.setup(), posts: () => calls.filter(({ method }) => method === "POST") };
}

it("asks for a scope, makes a key with what was chosen, and shows its secret once", async () => {
  const { user, posts } = openPage([]);
  await user.click(screen.getByRole("button", { name: "Create management key" }));
  await user.type(screen.getByRole("textbox", { name: "Name" }), "Backend");
  await user.click(screen.getByRole("button", { name: "Create key" }));
  expect((await screen.findByRole("alert")).textContent).toBe("Choose at least one scope");
  expect(posts()).toEqual([]);
  await user.click(screen.getByRole("checkbox", { name: /manage:keys:read/ }));
  await user.click(screen.getByRole("checkbox", { name: "Prompts" }));
  await user.click(screen.getByRole("button", { name: "Create key" }));
  const shown = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Management key" });
  expect(shown.value).toBe(secret);
  expect(posts().map(({ body }) => body)).toEqual([
    { name: "Backend", scopes: ["manage:keys:read"], products: ["prompts"], expires_in_days: 90 },
  ]);
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

it("says of a key what it opens, and bars what its end leaves nothing of, with the reason", async () => {
  const { user } = openPage([{ ...key, status: "revoked", revoked_at: at }]);
  const row = (await screen.findByText("Backend")).closest("tr") ?? expect.unreachable("the key stands in a row");
  expect(within(row).getByText("manage:keys:read")).toBeDefined();
  expect(within(row).getByText("All")).toBeDefined();
  await user.click(within(row).getByRole("button", { name: "Actions for Backend" }));
  expect((await screen.findAllByText("This key has ended")).length).toBe(2);
});
