import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { NavNotesProvider } from "@/components/layout/nav-notes";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { AlertsView } from "./alerts-view";

const alert = {
  id: "alr_1",
  kind: "revoked_use",
  title: "A revoked credential is still in use",
  summary: "It was used a moment ago.",
  advice: "Find out where it is still set.",
  environment: "production",
  credential: { id: "key_1", type: "api_key", name: "Old laptop", hint: "mem_live_abc1…9f3d" },
  details: {},
  created_at: "2026-11-20T10:00:00Z",
  acknowledged_at: null,
};

function page(openAlerts: number) {
  const notes = { openAlerts, instanceAdmin: false, role: "owner", barred: { token: null, invitation: null } } as const;
  return renderPage(
    <NavNotesProvider notes={notes}>
      <AlertsView mayAcknowledge />
    </NavNotesProvider>,
    "/dashboard/alerts",
  );
}

test("an alert that came after the navigation was read brings the navigation up to date", async () => {
  answerCalls(() => ({ status: 200, body: { data: [alert], next_cursor: null, open: 1 } }));
  const { visited } = page(0);
  await screen.findByText("Old laptop");
  await waitFor(() => expect(visited).toEqual(["refresh"]));
});

test("where the navigation has the number, the page is read anew only once an alert is acknowledged", async () => {
  let open = 1;
  const calls = answerCalls(({ method }) => {
    if (method === "POST") open = 0;
    return { status: 200, body: method === "POST" ? alert : { data: open ? [alert] : [], next_cursor: null, open } };
  });
  const { visited } = page(1);
  await screen.findByText("Old laptop");
  expect(visited).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Acknowledge" }));
  expect(await screen.findByText("Nothing unusual")).toBeDefined();
  await waitFor(() => expect(visited).toEqual(["refresh"]));
  expect(calls.filter(({ method }) => method === "POST")).toHaveLength(1);
});
