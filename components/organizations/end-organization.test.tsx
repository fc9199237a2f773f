import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import type { Role } from "@/lib/access/catalogue";
import type { Organization } from "@/lib/features/organizations/contract";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { EndOrganization } from "./end-organization";

const organization: Organization = {
  id: "org_1",
  name: "Acme",
  plan: "free",
  personal: false,
  created_at: "2026-06-10T12:00:00Z",
  keeps_requests: true,
  expiry_notices: true,
  role: "owner",
  counts: { members: 3, owners: 1, pending_invitations: 0, active_api_keys: 1 },
  limits: { members: 10, pending_invitations: 10, tokens_per_user: 10, requests: {} },
};

function show(role: Role, answer: Answer = { status: 204 }) {
  const calls = answerCalls(() => answer);
  const left: string[] = [];
  vi.spyOn(window.location, "assign").mockImplementation((url) => void left.push(String(url)));
  renderPage(<EndOrganization organization={organization} role={role} />);
  return { left, user: userEvent.setup(), sent: () => calls.map(({ method, path, body }) => [method, path, body]) };
}

it("deletes an organization once its name was typed, and goes on elsewhere", async () => {
  const { user, sent, left } = show("owner");
  expect(screen.getByText(/You are its only owner/)).toBeDefined();
  await user.click(screen.getByRole("button", { name: "Delete" }));
  const button = await screen.findByRole("button", { name: "Delete for good" });
  await user.click(button);
  expect(sent()).toEqual([]);
  await user.type(screen.getByRole("textbox", { name: "Type Acme to confirm" }), "Acme");
  await user.click(button);
  await waitFor(() => expect(left).toEqual(["/dashboard"]));
  expect(sent()).toEqual([["DELETE", "/api/dashboard/v1/organization", { name: "Acme" }]]);
});

it("lets a member leave, and tells why the server does not", async () => {
  const error = { code: "CONFLICT", message: "The last owner cannot leave" };
  const { user, left } = show("member", { status: 409, body: { error } });
  expect(screen.getByText("Only an owner deletes the organization.")).toBeDefined();
  await user.click(screen.getByRole("button", { name: "Leave" }));
  await user.click(await screen.findByRole("button", { name: "Leave organization" }));
  expect((await screen.findByRole("alert")).textContent).toBe("The last owner cannot leave.");
  expect(left).toEqual([]);
});
