import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { LimitsCard } from "./limits-card";

type Override = { perMinute: number; burst: number };

const own = { perMinute: 77, burst: 7 };

function organizationWith(override: Override | null) {
  return {
    ...{ id: "org_1", name: "Acme", plan: "enterprise" as const, created_at: "2026-06-10T12:00:00Z" },
    ...{ members: 1, active_keys: 0, requests_30d: 0, overridden: [], overridable: true, people: [] },
    limits: [{ product: "prompts" as const, label: "Prompts", plan: { perMinute: 1000, burst: 100 }, override }],
  };
}

/** The form of an organization's own limits, while the server says that they are `now`. */
async function openForm(now: Override) {
  const calls = answerCalls(() => ({
    status: 200,
    body: { data: organizationWith(now) },
    headers: { etag: '"seen"' },
  }));
  renderPage(<LimitsCard organization={organizationWith(own)} />);
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "Change limits" }));
  return { user, changes: () => calls.filter(({ method }) => method === "PATCH") };
}

it("asks before an organization's own limits are dropped", async () => {
  const { user, changes } = await openForm(own);
  await user.click(screen.getByRole("button", { name: "Use the plan's limits" }));
  const dialog = await screen.findByRole("dialog", { name: "Drop the own limits of Acme?" });
  expect(changes()).toEqual([]);
  await user.click(within(dialog).getByRole("button", { name: "Use the plan's limits" }));
  await waitFor(() => expect(screen.queryByRole("button", { name: "Save limits" })).toBeNull());
  expect(changes().map(({ body, headers }) => [body, headers.get("if-match")])).toEqual([
    [{ limits: { prompts: null } }, '"seen"'],
  ]);
});

it("says that limits were changed elsewhere, and puts none over them", async () => {
  const { user, changes } = await openForm({ perMinute: 500, burst: 7 });
  const perMinute = screen.getByRole("textbox", { name: "Per minute" });
  await user.clear(perMinute);
  await user.type(perMinute, "90{Enter}");
  expect((await screen.findByRole("alert")).textContent).toContain("changed elsewhere meanwhile");
  expect(changes()).toEqual([]);
});
