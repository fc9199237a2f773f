import { screen, within } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { NavNotesProvider } from "@/components/layout/nav-notes";
import type { Role } from "@/lib/access/catalogue";
import type { LatestRequest } from "@/lib/features/usage/contract";
import { renderPage } from "@/lib/testing/render-page";
import { LatestRequestsCard } from "./latest-requests-card";

afterEach(() => vi.unstubAllGlobals());

const request: LatestRequest = {
  id: "1",
  at: "2026-11-27T10:00:00.000Z",
  endpoint: "GET /v1/prompts",
  product: "prompts",
  productLabel: "Prompts",
  environment: "development",
  status: 429,
  code: "RATE_LIMITED",
  meaning: "Too many requests",
  latencyMs: 1.5,
  credentialId: "key_1",
  credential: "مفتاح الإنتاج",
};

function show(status: number, body: object, role: Role = "admin") {
  vi.stubGlobal("fetch", async () => Response.json(body, { status }));
  const notes = { openAlerts: 0, instanceAdmin: false, role, barred: { token: null, invitation: null } };
  renderPage(
    <NavNotesProvider notes={notes}>
      <LatestRequestsCard />
    </NavNotesProvider>,
  );
}

it("leads from each request to the usage of what sent it, says why it was refused, and keeps names of any script apart", async () => {
  show(200, { data: [request], kept: true });
  const row = within(await screen.findByRole("list", { name: "Last requests" })).getByRole("listitem");
  for (const text of ["429", "GET /v1/prompts", "Prompts, development", "RATE_LIMITED", "Too many requests", "1.5 ms"])
    expect(row.textContent).toContain(text);
  const sender = within(row).getByRole("link", { name: request.credential });
  expect(sender.getAttribute("href")).toBe("/dashboard/usage?range=24h&key=key_1");
  expect(sender.querySelector("bdi")?.textContent).toBe(request.credential);
});

it("tells none lately, none kept and none that could be read from each other", async () => {
  show(200, { data: [], kept: true });
  expect(await screen.findByText("No requests in the last 7 days")).toBeTruthy();
  document.body.replaceChildren();
  show(200, { data: [], kept: false });
  expect(await screen.findByText(/^Not kept/)).toBeTruthy();
  document.body.replaceChildren();
  show(403, { error: { code: "FORBIDDEN", message: "No" } });
  expect(await screen.findByText("Requests unavailable")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Retry" })).toBeTruthy();
});

it("tells a member that only requests with keys and tokens of their own are listed", async () => {
  show(200, { data: [], kept: true }, "member");
  expect(await screen.findByText("No requests with keys of your own in the last 7 days")).toBeTruthy();
  expect(screen.getByText("With keys and tokens of your own, at most 7 days old")).toBeTruthy();
});
