import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { type AuditEvent, auditDays } from "@/lib/features/audit/contract";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { TargetTrail } from "./target-trail";

const event = (change: Partial<AuditEvent>): AuditEvent => ({
  id: "evt_1",
  type: "key.updated",
  description: "An API key's name, scopes, expiry or limits were changed",
  summary: "Ada changed the API key “New”",
  environment: "production",
  actor: { id: "user", name: "Ada", email: "ada@example.test" },
  credential: null,
  subject_id: "key_1",
  subject_name: null,
  outcome: "success",
  address: null,
  user_agent: null,
  data: {},
  created_at: "2026-11-27T12:00:00Z",
  sequence: null,
  hash: null,
  ...change,
});
const page = <TargetTrail target="key_1" of="key" group="api-keys" />;
const serve = (data: readonly AuditEvent[], next_cursor: string | null = null) =>
  answerCalls((): Answer => ({ status: 200, body: { data, next_cursor } }));

describe("a thing's audit trail", () => {
  it("asks for its events alone, and tells what became what, by whom, with what and from where", async () => {
    const made = serve([
      event({
        credential: { id: "tok_1", name: "CI" },
        data: {
          changed: ["name", "rate_limit", "scopes"],
          before: { name: "Old", rate_limit: 5, scopes: ["prompts:read"] },
          after: { name: "New", rate_limit: null, scopes: ["prompts:read", "prompts:write"] },
        },
        address: "192.0.2.7",
      }),
      event({ id: "evt_2", actor: null, credential: { id: "key_2", name: "Deploy" }, data: { changed: ["overlap"] } }),
    ]);
    renderPage(page);
    const [first, second] = await screen.findAllByRole("listitem");
    expect(first?.textContent).toContain("name: Old →became New");
    expect(first?.textContent).toContain("rate limit: 5 →became none");
    expect(first?.textContent).toContain("scopes: prompts:read →became prompts:read, prompts:write");
    expect(first?.textContent).toContain("Ada, with CI · 192.0.2.7");
    expect(second?.textContent).toContain("overlap");
    expect(second?.textContent).toContain("The key Deploy");
    expect(made.map(({ path }) => path)).toEqual([expect.stringContaining("target=key_1")]);
    expect(screen.getByRole("link", { name: "Open in Audit log" }).getAttribute("href")).toBe(
      "/dashboard/audit-log?target=key_1",
    );
  });

  it("says that there is nothing, that there is more, and, instead of nothing, that it could not be read", async () => {
    serve([]);
    const empty = renderPage(page);
    await screen.findByText(`Nothing was done to this key in the last ${auditDays} days.`);
    empty.unmount();
    serve([event({})], "further");
    const full = renderPage(page);
    await screen.findByText("The latest 20; the audit log has them all.");
    full.unmount();
    let fails = true;
    answerCalls(
      (): Answer =>
        fails
          ? { status: 403, body: { error: { code: "FORBIDDEN", message: "No" } } }
          : { status: 200, body: { data: [event({})], next_cursor: null } },
    );
    renderPage(page);
    await screen.findByText("Audit trail unavailable");
    fails = false;
    await userEvent.click(screen.getByRole("button", { name: "Retry" }));
    await screen.findByText(/name, scopes, expiry or limits were changed/);
  });
});
