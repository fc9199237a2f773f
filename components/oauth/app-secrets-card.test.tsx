import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { answerCalls } from "@/lib/testing/answer-calls";
import { listedApp } from "@/lib/testing/listed-app";
import { renderPage } from "@/lib/testing/render-page";
import { AppSecretsCard } from "./app-secrets-card";

const secret = { created_at: "2026-06-10T12:00:00.000Z", last_used_at: null, expires_at: null };
const first = { ...secret, id: "sec_1", hint: "sec_…aaaa" };
const second = { ...secret, id: "sec_2", hint: "sec_…bbbb" };
const user = userEvent.setup();

const show = (secrets: (typeof first)[]) =>
  renderPage(<AppSecretsCard app={{ ...listedApp, secrets }} issuer="https://latchkey.example" />);

it("asks before it adds a secret, shows it this once, and keeps the only one", async () => {
  const calls = answerCalls(() => ({ status: 201, body: { client_secret: "s3cret", secret: second } }));
  show([first]);
  expect(screen.getByRole("button", { name: "Revoke sec_…aaaa" }).getAttribute("aria-disabled")).toBe("true");
  await user.click(screen.getByRole("button", { name: "Add secret" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Add a client secret" }));
  expect(calls).toEqual([]);
  await user.click(dialog.getByRole("button", { name: "Add secret" }));
  expect(await screen.findByRole("dialog", { name: "Copy the client secret" })).toBeDefined();
  expect(screen.getByText("s3cret")).toBeDefined();
  expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "POST /api/dashboard/v1/oauth-apps/client_1/secrets",
  ]);
});

it("says that a secret may have been added where no answer came", async () => {
  answerCalls(() => "connection lost");
  show([first]);
  await user.click(screen.getByRole("button", { name: "Add secret" }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Add secret" }));
  expect((await screen.findByRole("alert")).textContent).toContain("the secret may have been created");
});

it("revokes one of two, and warns where the other was never used", async () => {
  const calls = answerCalls(() => ({ status: 204 }));
  show([first, second]);
  await user.click(screen.getByRole("button", { name: "Revoke sec_…aaaa" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Revoke this secret?" }));
  expect(dialog.getByText(/The other secret was never used/)).toBeDefined();
  await user.click(dialog.getByRole("button", { name: "Revoke secret" }));
  expect(await screen.findByText("Secret revoked")).toBeDefined();
  expect(calls[0]?.path).toBe("/api/dashboard/v1/oauth-apps/client_1/secrets/sec_1");
});
