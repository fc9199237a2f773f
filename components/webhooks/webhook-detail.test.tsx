import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { secondTexts } from "@/components/ui/time-texts";
import type { Delivery } from "@/lib/features/webhooks/delivery-contract";
import type { Webhook } from "@/lib/features/webhooks/webhook-contract";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { WebhookDetail } from "./webhook-detail";

const webhook: Webhook = {
  id: "whk_1",
  product: "prompts",
  environment: "production",
  url: "https://mill.example/hook",
  description: "Mill",
  events: ["*"],
  enabled: true,
  disabled_reason: null,
  failing_since: null,
  previous_secret_ends_at: null,
  health: { succeeded: 4, failed: 0, pending: 0, last_delivery_at: null },
  created_at: "2026-06-01T00:00:00Z",
  updated_at: "2026-06-01T00:00:00.000Z",
};
const attempt = {
  at: "2026-06-01T00:00:07.000Z",
  url: webhook.url,
  duration_ms: 5,
  status_code: 500,
  error: "Answered 500",
};
const delivery: Delivery = {
  id: "dlv_1",
  webhook_id: "whk_1",
  event_id: "evt_1",
  event_type: "key.revoked",
  status: "succeeded",
  attempts: [attempt],
  next_attempt_at: null,
  created_at: "2026-06-01T00:00:00Z",
  completed_at: null,
};

const path = "/api/dashboard/v1/webhooks/whk_1";

function openPage({ pending = 0, status = delivery.status }: { pending?: number; status?: Delivery["status"] }) {
  const sent = { ...delivery, status };
  let current = { ...webhook, health: { ...webhook.health, pending } };
  const calls = answerCalls(({ method, path: asked, body }) => {
    if (asked.startsWith(`${path}/deliveries?`)) return { status: 200, body: { data: [sent], next_cursor: null } };
    if (asked.startsWith(`${path}/deliveries/`)) {
      return {
        status: 200,
        body: { ...sent, payload: "{}", attempts: [{ ...attempt, response_body: null }] },
      };
    }
    if (method === "PATCH") {
      current = { ...current, ...(body as object), health: { ...current.health, pending: 0 } };
    }
    return { status: 200, body: current };
  });
  renderPage(<WebhookDetail webhook={current} loadedAtMs={Date.now()} mayManage />, "/dashboard/webhooks/whk_1");
  const reads = (of: string) => calls.filter((call) => call.method === "GET" && call.path.split("?")[0] === of).length;
  const user = userEvent.setup();
  const disable = async () => {
    await user.click(screen.getByRole("button", { name: "More actions" }));
    await user.click(await screen.findByRole("menuitem", { name: "Disable" }));
  };
  return { user, calls, reads, disable };
}

afterEach(() => void vi.useRealTimers());

it.each([
  ["pending", 0],
  ["succeeded", 1],
] as const)(
  "endpoint and list are both read again within 4 s where a listed delivery is %s and %i are counted as pending",
  async (status, pending) => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const { reads } = openPage({ pending, status });
    await screen.findByRole("button", { name: /key\.revoked/ });
    // In small steps: what a read brings is drawn between them and sets its own timer.
    for (let passedMs = 0; passedMs < 4_000; passedMs += 250) await act(() => vi.advanceTimersByTimeAsync(250));
    expect(reads(path)).toBeGreaterThan(0);
    expect(reads(`${path}/deliveries`)).toBeGreaterThan(1);
  },
);

it("an undo of disabling is offered where nothing was pending, and enables the endpoint again", async () => {
  const { user, calls, disable } = openPage({});
  await disable();
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  await screen.findByText("Undone");
  const changes = calls.filter(({ method }) => method === "PATCH").map(({ body }) => body);
  expect(changes).toEqual([{ enabled: false }, { enabled: true }]);
});

it("an edit changes what was typed alone, so that others' changes stay, and offers Undo of that", async () => {
  const { user, calls } = openPage({});
  await user.click(screen.getByRole("button", { name: "More actions" }));
  await user.click(await screen.findByRole("menuitem", { name: "Edit…" }));
  const field = await screen.findByRole("textbox", { name: "Description" });
  await user.clear(field);
  await user.type(field, "Bakery");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByRole("heading", { name: "Bakery" });
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  await screen.findByText("Undone");
  await screen.findByRole("heading", { name: "Mill" });
  const changes = calls.filter(({ method }) => method === "PATCH").map(({ body }) => body);
  expect(changes).toEqual([{ description: "Bakery" }, { description: "Mill" }]);
});

it("disabling that cancelled a delivery says so and offers no undo", async () => {
  const { disable } = openPage({ pending: 1, status: "pending" });
  await disable();
  await screen.findByText("1 pending delivery will not be sent. Redeliver it once the endpoint is enabled.");
  expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
});

it("attempts are told with their second, and cancelled deliveries are found by a filter", async () => {
  const { user, calls } = openPage({ status: "cancelled" });
  await user.click(await screen.findByRole("button", { name: /Cancelled.*key\.revoked/ }));
  expect(await screen.findByText(secondTexts.own()("2026-06-01T00:00:07.000Z"))).toBeDefined();
  await user.click(screen.getByRole("radio", { name: "Cancelled" }));
  await waitFor(() => expect(calls.some(({ path: asked }) => asked.includes("status=cancelled"))).toBe(true));
});
