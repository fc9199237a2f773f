import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { AlertSettings } from "@/lib/features/alerts/contract";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { AlertSettingsDialog } from "./alert-settings-dialog";

const settings: AlertSettings = {
  credentials: ["api_key"],
  kinds: ["traffic"],
  traffic: { at_least: 100, times_typical: 5, times_busiest: 2 },
  rejections: { at_least: 20, share_percent: 50 },
  quiet_hours: null,
  receivers: { members: null, webhooks: [] },
  updated_at: null,
};

/** The dialog over these settings, and its field of requests. */
async function open(now: AlertSettings, answer: Answer = { status: 200, body: now }) {
  const calls = answerCalls(() => answer);
  const page = renderPage(
    <AlertSettingsDialog setup={{ settings: now, members: [], webhooks: [] }} onClose={() => undefined} />,
  );
  const field = await screen.findByRole<HTMLInputElement>("textbox", { name: "Requests of an hour" });
  return { ...page, calls, field, user: userEvent.setup() };
}

it("sends all settings with what was typed, and says that they are saved", async () => {
  const { user, field, calls } = await open(settings);
  await user.clear(field);
  await user.type(field, "250");
  await user.click(screen.getByRole("button", { name: "Save settings" }));
  expect(await screen.findByText("Alert settings saved")).toBeDefined();
  const { updated_at: _, ...sent } = { ...settings, traffic: { ...settings.traffic, at_least: 250 } };
  expect(calls.map(({ method, path, body }) => [method, path, body])).toEqual([
    ["PUT", "/api/dashboard/v1/alerts/settings", sent],
  ]);
});

it("tells what the server says of a setting at its field", async () => {
  const details = [{ path: "traffic.at_least", message: "must be larger" }];
  const error = { code: "VALIDATION_ERROR", message: "Invalid", details };
  const { user, field } = await open(settings, { status: 400, body: { error } });
  await user.click(screen.getByRole("button", { name: "Save settings" }));
  await waitFor(() => expect(field.getAttribute("aria-invalid")).toBe("true"));
  expect(screen.getByRole("alert").textContent).toBe("Must be larger");
});

it("begins with the settings that count now, whatever was typed over earlier ones", async () => {
  const { user, field, unmount } = await open(settings);
  await user.type(field, "9");
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  unmount();
  const again = await open({ ...settings, traffic: { ...settings.traffic, at_least: 300 } });
  expect(again.field.value).toBe("300");
});
