import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { Delivery } from "@/lib/features/webhooks/delivery-contract";
import { maximumPortalWebhooks, type PortalWebhook } from "@/lib/features/webhooks/portal-webhook-contract";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { PortalWebhooks } from "./portal-webhooks";

const secret = `whsec_${"0".repeat(44)}`;
const webhook: PortalWebhook = {
  id: "whk_1",
  environment: "production",
  url: "https://ada.example/hook",
  description: "Billing",
  events: ["*"],
  enabled: true,
  disabled_reason: null,
  failing_since: null,
  previous_secret_ends_at: null,
  health: { succeeded: 3, failed: 1, pending: 0, last_delivery_at: null },
  created_at: "2026-06-01T00:00:00Z",
  updated_at: "2026-06-01T00:00:00.000Z",
};
const pendingHealth = { ...webhook.health, pending: 2 };
const delivery: Delivery = {
  id: "dlv_1",
  webhook_id: "whk_1",
  event_id: "evt_1",
  event_type: "key.revoked",
  status: "failed",
  attempts: [],
  next_attempt_at: null,
  created_at: "2026-06-01T00:00:00Z",
  completed_at: "2026-06-01T00:00:01.000Z",
};

function openPage(webhooks: readonly PortalWebhook[]) {
  const calls = answerCalls(({ method, path }) => {
    if (path.endsWith("/redeliver") || path.endsWith("/test")) return { status: 202, body: delivery };
    if (method === "POST") return { status: 201, body: { ...webhook, secret } };
    if (method === "PATCH") return { status: 200, body: { ...webhook, enabled: false } };
    if (method === "DELETE") return { status: 204 };
    if (path.endsWith("/dlv_1")) return { status: 200, body: { ...delivery, payload: "{}", attempts: [] } };
    if (path.includes("/deliveries")) return { status: 200, body: { data: [delivery], next_cursor: null } };
    return { status: 200, body: { data: webhooks, next_cursor: null } };
  });
  renderPage(<PortalWebhooks />);
  const changes = () =>
    calls.filter(({ method }) => method !== "GET").map(({ method, path, body }) => [method, path, body]);
  return { user: userEvent.setup(), changes };
}

it("adds an endpoint for events of the customer's alone, and shows its secret once", async () => {
  const { user, changes } = openPage([]);
  await user.click(screen.getByRole("button", { name: "Add endpoint" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(await dialog.findByRole("textbox", { name: "URL" }), "https://ada.example/hook");
  await user.click(dialog.getByRole("radio", { name: "Chosen events" }));
  expect(dialog.queryByRole("checkbox", { name: /member\.added/ })).toBeNull();
  await user.click(dialog.getByRole("checkbox", { name: /key\.revoked/ }));
  await user.click(dialog.getByRole("button", { name: "Add endpoint" }));
  const shown = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Signing secret" });
  expect(shown.value).toBe(secret);
  const body = { url: "https://ada.example/hook", description: "", environment: "production", events: ["key.revoked"] };
  expect(changes()).toEqual([["POST", "/portal/api/webhooks", body]]);
});

it("sends a test, switches off, and asks before it deletes", async () => {
  const { user, changes } = openPage([webhook]);
  const choose = async (item: string) => {
    await user.click(await screen.findByRole("button", { name: "Actions for the endpoint Billing" }));
    await user.click(await screen.findByRole("menuitem", { name: item }));
  };
  await choose("Send test");
  await screen.findByText("Test event on its way");
  await choose("Disable");
  await screen.findByText("Endpoint disabled");
  await choose("Delete…");
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Delete endpoint" }));
  await screen.findByText("Endpoint deleted");
  expect(changes()).toEqual([
    ["POST", "/portal/api/webhooks/whk_1/test", undefined],
    ["PATCH", "/portal/api/webhooks/whk_1", { enabled: false }],
    ["DELETE", "/portal/api/webhooks/whk_1", undefined],
  ]);
});

it("tells what disabling cancels, and offers an undo only where nothing was pending", async () => {
  const { user } = openPage([webhook, { ...webhook, id: "whk_2", description: "Ledger", health: pendingHealth }]);
  const disable = async (name: string) => {
    await user.click(await screen.findByRole("button", { name: `Actions for the endpoint ${name}` }));
    await user.click(await screen.findByRole("menuitem", { name: "Disable" }));
  };
  await disable("Ledger");
  await screen.findByText("2 pending deliveries will not be sent. Redeliver them once the endpoint is enabled.");
  expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
  await disable("Billing");
  await screen.findByRole("button", { name: "Undo" });
});

it("shows what was sent, and sends it again", async () => {
  const { user, changes } = openPage([webhook]);
  await user.click(await screen.findByRole("button", { name: "Actions for the endpoint Billing" }));
  await user.click(await screen.findByRole("menuitem", { name: "Deliveries…" }));
  await user.click(await screen.findByRole("button", { name: /key\.revoked/ }));
  await user.click(await screen.findByRole("button", { name: "Redeliver" }));
  await screen.findByText("On its way again");
  expect(changes()).toEqual([["POST", "/portal/api/webhooks/whk_1/deliveries/dlv_1/redeliver", undefined]]);
});

it("says which endpoint was switched off and why, and bars another one at the maximum", async () => {
  const gone = { ...webhook, enabled: false, disabled_reason: "gone" as const };
  const others = Array.from({ length: maximumPortalWebhooks - 1 }, (_, index) => ({
    ...webhook,
    id: `whk_${index + 2}`,
  }));
  openPage([gone, ...others]);
  expect(await screen.findByText("Billing was switched off")).toBeDefined();
  expect(screen.getByRole("button", { name: "Add endpoint" }).getAttribute("aria-disabled")).toBe("true");
});
