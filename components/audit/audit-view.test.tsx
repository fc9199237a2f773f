import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { AuditEvent } from "@/lib/features/audit/contract";
import { type Answer, answerCalls, type MadeCall } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { AuditView } from "./audit-view";

const event: AuditEvent = {
  id: "evt_1",
  type: "member.role_changed",
  description: "A member's role was changed",
  summary: "Ada changed the role of “bo@example.test” from member to admin",
  environment: "production",
  actor: { id: "user_1", name: "Ada", email: "ada@example.test" },
  credential: { id: "tok_1", name: "CI" },
  subject_id: "user_2",
  subject_name: "Bo",
  outcome: "refused",
  address: "192.0.2.7",
  user_agent: "curl/8.5.0",
  data: { changed: ["role"], before: { role: "member" }, after: { role: "admin" } },
  created_at: "2026-11-27T12:00:05Z",
  sequence: 7,
  hash: "h",
};
const whole = { head: { sequence: 7, hash: "abc", sealed_at: event.created_at }, first_sequence: 1, checked: 7 };
const looked = { ...whole, before_chain: 0, other_version: 0, erased: 0, waiting: 0, fault: null, next: null };

const serve = (verification: (call: MadeCall) => object = () => looked) =>
  answerCalls((call): Answer => {
    if (call.path.includes("/verification")) return { status: 200, body: verification(call) };
    if (call.path.includes("/events/actors")) return { status: 200, body: { data: [event.actor] } };
    if (call.path.includes("/events/values"))
      return { status: 200, body: { data: [{ value: "x", name: "Named", hint: "pr_live_ab12…9f3d" }] } };
    return { status: 200, body: { data: [event], next_cursor: null } };
  });
const listed = (made: readonly MadeCall[]) =>
  made.filter(({ path }) => /\/v1\/events\?/.test(path)).map(({ path }) => new URL(path, "http://x.test").searchParams);

describe("the audit log's page", () => {
  it("shows of an event what, who, with what, about what, how it ended and from where, and all of it as JSON", async () => {
    serve();
    renderPage(<AuditView />, "/dashboard/audit-log");
    const row = (await screen.findByText(event.summary)).closest("tr");
    if (!row) throw new Error("an event is a row");
    for (const text of ["member.role_changed", "Ada", "with CI", "Bo", "Refused", "192.0.2.7", "curl/8.5.0"]) {
      expect([text, within(row).queryAllByText(text).length]).toEqual([text, 1]);
    }
    const details = within(row).getByRole("button", { name: /^Details of member\.role_changed/ });
    await userEvent.click(details);
    expect(details.getAttribute("aria-expanded")).toBe("true");
    await screen.findByText(/"sequence": 7/);
    expect(screen.getByText("role").closest("li")?.textContent).toBe("role: member →became admin");
  });

  it.each([
    ["key_1", "API key"],
    ["tok_1", "Personal access token"],
    ["client_1", "OAuth app"],
    ["5f3dfd07-d0dc-4f53-8eee-2b1d14c2f5b2", "Sessions"],
  ])("says what kind of credential acted for nobody in particular: %s", async (id, kind) => {
    answerCalls(() => ({
      status: 200,
      body: { data: [{ ...event, actor: null, credential: { id, name: "Named" } }], next_cursor: null },
    }));
    renderPage(<AuditView />, "/dashboard/audit-log");
    const row = (await screen.findByText(event.summary)).closest("tr");
    expect(row?.textContent).toContain(kind);
  });

  it("says of what nobody known did whether a request or the product itself did it", async () => {
    const failed = { ...event, actor: null, credential: null };
    answerCalls(() => ({
      status: 200,
      body: { data: [failed, { ...failed, id: "evt_2", address: null }], next_cursor: null },
    }));
    renderPage(<AuditView />, "/dashboard/audit-log");
    const rows = (await screen.findAllByText(event.summary)).map((summary) => summary.closest("tr")?.textContent);
    expect(rows).toEqual([expect.stringContaining("Not signed in"), expect.stringContaining("Latchkey")]);
  });

  it("asks for the range where its address names ends of a span as well, which might lie before it", async () => {
    const made = serve();
    renderPage(<AuditView />, "/dashboard/audit-log?range=24h&to=2020-01-01T00:00:00.000Z");
    await screen.findByText(event.summary);
    const [asked] = listed(made);
    expect([asked?.get("to"), asked?.get("from")]).toEqual([null, expect.stringMatching(/^20/)]);
  });

  it("takes of two days in the wrong order the one that was chosen last", async () => {
    const made = serve();
    renderPage(<AuditView />, "/dashboard/audit-log");
    const [first, last] = [await screen.findByLabelText("First day"), screen.getByLabelText("Last day")];
    fireEvent.change(first, { target: { value: "2026-11-20" } });
    fireEvent.change(last, { target: { value: "2026-11-22" } });
    await waitFor(() => expect(last).toHaveProperty("value", "2026-11-22"));
    expect(first).toHaveProperty("value", "2026-11-20");
    fireEvent.change(last, { target: { value: "2026-11-10" } });
    await waitFor(() => expect(last).toHaveProperty("value", "2026-11-10"));
    expect(first).toHaveProperty("value", "");
    await waitFor(() => expect(listed(made).at(-1)?.get("from")).toBeNull());
    expect(listed(made).at(-1)?.get("to")).not.toBeNull();
  });

  it("shows the identifier of what has no name, and a dash for what is about nothing", async () => {
    const nameless = { ...event, id: "evt_2", subject_name: null };
    const whole = { ...nameless, id: "evt_3", subject_id: null };
    answerCalls(() => ({ status: 200, body: { data: [nameless, whole], next_cursor: null } }));
    renderPage(<AuditView />, "/dashboard/audit-log");
    const rows = (await screen.findAllByText(event.summary)).map((summary) => summary.closest("tr")?.textContent);
    expect(rows).toEqual([expect.stringContaining("user_2"), expect.stringContaining("–")]);
  });

  it("narrows further by what an event holds, keeps that in the address, and asks for exactly that", async () => {
    const made = serve();
    renderPage(<AuditView />, "/dashboard/audit-log?outcome=refused");
    await userEvent.click(await screen.findByRole("button", { name: /^Details of/ }));
    for (const name of ["This event", "This person", "This credential", "This target", "This address", "This agent"]) {
      await userEvent.click(screen.getByRole("button", { name }));
    }
    const all = {
      outcome: "refused",
      type: "member.role_changed",
      actor: "user_1",
      credential: "tok_1",
      target: "user_2",
      address: "192.0.2.7",
      agent: "curl/8.5.0",
    };
    expect(Object.fromEntries(new URLSearchParams(window.location.search))).toEqual(all);
    await waitFor(() => expect(Object.fromEntries(listed(made).at(-1) ?? [])).toEqual({ ...all, limit: "50" }));
    expect(screen.getByRole("combobox", { name: "Person" })).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Clear filters" }));
    expect(window.location.search).toBe("");
  });

  it("takes whole days of the reader's calendar, and one range at a time", async () => {
    const made = serve();
    renderPage(<AuditView />, "/dashboard/audit-log?range=7d");
    await screen.findByText(event.summary);
    await userEvent.type(screen.getByLabelText("First day"), "2026-11-01");
    await userEvent.type(screen.getByLabelText("Last day"), "2026-11-02");
    const ends = { from: new Date(2026, 10, 1).toISOString(), to: new Date(2026, 10, 3).toISOString() };
    await waitFor(() => expect(Object.fromEntries(listed(made).at(-1) ?? [])).toEqual({ ...ends, limit: "50" }));
    await userEvent.click(screen.getByRole("radio", { name: "24h" }));
    expect(window.location.search).toBe("?range=24h");
  });

  it("offers values that were seen, and whatever else is typed", async () => {
    serve();
    renderPage(<AuditView />, "/dashboard/audit-log");
    await screen.findByText(event.summary);
    const field = screen.getByRole("combobox", { name: "Target" });
    await userEvent.click(field);
    await userEvent.type(field, "key_9");
    // Keys of one name are told apart by what lists show of them.
    await screen.findByRole("option", { name: /Named.*pr_live_ab12…9f3d/ });
    await userEvent.click(await screen.findByRole("option", { name: "Exactly “key_9”" }));
    expect(window.location.search).toBe("?target=key_9");
  });

  it("verifies the chain to its end, part by part, and shows the first broken link", async () => {
    let isBroken = false;
    const made = serve(({ path }) => {
      if (!path.includes("after=")) return { ...looked, checked: 5, next: 5 };
      if (!isBroken) return { ...looked, checked: 2 };
      const problem = "Link 6 (evt_6) is missing: the event that was sealed there was deleted";
      return { ...looked, checked: 0, fault: { kind: "missing", sequence: 6, event_id: "evt_6", at: null, problem } };
    });
    renderPage(<AuditView />, "/dashboard/audit-log");
    await userEvent.click(await screen.findByRole("button", { name: "Verify" }));
    await screen.findByText("Nothing is broken: 7 links, 1 to 7.");
    expect(screen.getByText("7:abc")).toBeTruthy();
    isBroken = true;
    await userEvent.click(screen.getByRole("button", { name: "Verify" }));
    await screen.findByText(/Link 6 \(evt_6\) is missing: .* 5 links before it hold\./);
    expect(made.filter(({ path }) => path.includes("after=5"))).toHaveLength(2);
  });

  it("leads from a broken link to its event with its JSON, to the neighbours of one that is gone, and to one that waits", async () => {
    const fault = { kind: "changed", sequence: 7, event_id: "evt_1", at: event.created_at, problem: "It was changed" };
    let found: object = fault;
    const made = serve(() => ({ ...looked, fault: found }));
    renderPage(<AuditView />, "/dashboard/audit-log?outcome=refused&range=7d");
    const asked = () => Object.fromEntries(listed(made).at(-1) ?? []);
    const verify = async () => userEvent.click(await screen.findByRole("button", { name: "Verify" }));
    await verify();
    await userEvent.click(await screen.findByRole("button", { name: "Show the event" }));
    await screen.findByText(/"id": "evt_1"/);
    expect(asked()).toEqual({ link: "7", limit: "50" });
    expect(window.location.search).toBe("?link=7");

    found = { ...fault, kind: "missing", sequence: 6, event_id: null, at: null };
    await verify();
    await userEvent.click(await screen.findByRole("button", { name: "Show the events before and after it" }));
    await waitFor(() => expect(asked()).toEqual({ link: "6", limit: "50" }));
    expect(screen.queryByText(/"id": "evt_1"/)).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: /^Link 6 and its neighbours/ }));
    expect(window.location.search).toBe("");

    found = { ...fault, sequence: 0 };
    await verify();
    await userEvent.click(await screen.findByRole("button", { name: "Show the event" }));
    await waitFor(() =>
      expect(asked()).toMatchObject({ from: "2026-11-27T12:00:05.000Z", to: "2026-11-27T12:00:06.000Z" }),
    );
  });

  it("says, instead of a result, that the chain could not be verified", async () => {
    answerCalls(
      ({ path }): Answer =>
        path.includes("/verification")
          ? { status: 403, body: { error: { code: "FORBIDDEN", message: "Not yours" } } }
          : { status: 200, body: { data: [event], next_cursor: null } },
    );
    renderPage(<AuditView />, "/dashboard/audit-log");
    await userEvent.click(await screen.findByRole("button", { name: "Verify" }));
    await screen.findByText("Not verified. Not yours.");
  });
});
