import { describe, expect, it } from "vitest";
import { deliveryStatus, eventSummary, successRate, webhookStatus } from "./webhook-status";

const health = { succeeded: 0, failed: 0, pending: 0, last_delivery_at: null };
const webhook = {
  id: "whk_1",
  product: "prompts" as const,
  environment: "production" as const,
  url: "https://example.com/",
  description: "",
  events: ["*"],
  enabled: true,
  disabled_reason: null,
  failing_since: null,
  previous_secret_ends_at: null,
  health,
  created_at: "2026-06-10T12:00:00.000Z",
  updated_at: "2026-06-10T12:00:00.000Z",
};

describe("an endpoint's state", () => {
  it("tells who switched it off, and that it fails", () => {
    expect(webhookStatus(webhook).label).toBe("Enabled");
    expect(webhookStatus({ ...webhook, failing_since: webhook.created_at }).label).toBe("Failing");
    expect(webhookStatus({ ...webhook, enabled: false }).label).toBe("Disabled");
    expect(webhookStatus({ ...webhook, enabled: false, disabled_reason: "gone" }).label).toBe("Switched off");
  });

  it("shows no rate before there is one, and never rounds a failure away", () => {
    expect(successRate(health)).toBeNull();
    expect(successRate({ ...health, succeeded: 1 })).toBe("100%");
    expect(successRate({ ...health, succeeded: 99_999, failed: 1 })).toBe("99.9%");
    expect(successRate({ ...health, failed: 3 })).toBe("0%");
  });

  it("sums up its events", () => {
    expect([eventSummary(["*"]), eventSummary(["key.created"]), eventSummary(["a", "b"])]).toEqual([
      "All events",
      "key.created",
      "2 events",
    ]);
  });
});

it("a delivery that failed and waits is retrying, and one that was given up is not sent only without an attempt", () => {
  const delivery = {
    id: "dlv_1",
    webhook_id: "whk_1",
    event_id: "evt_1",
    event_type: "key.created",
    status: "pending" as const,
    attempts: [],
    next_attempt_at: null,
    created_at: webhook.created_at,
    completed_at: null,
  };
  const attempt = { at: webhook.created_at, url: webhook.url, duration_ms: 1, status_code: 500, error: "Answered 500" };
  const labels = (["pending", "cancelled"] as const).flatMap((status) =>
    [[], [attempt]].map((attempts) => deliveryStatus({ ...delivery, status, attempts }).label),
  );
  expect(labels).toEqual(["Pending", "Retrying", "Not sent", "Cancelled"]);
});
