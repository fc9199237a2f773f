import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Budget } from "@/lib/features/budgets/contract";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { BudgetsView, OwnBudgetsView } from "./budgets-view";

const at = "2026-06-01T00:00:00.000Z";
const spend: Budget = {
  id: "bgt_1",
  name: "spend",
  of: "organization",
  subject: null,
  subject_label: "Studio Works",
  product: "prompts",
  environment: "production",
  per: "7d",
  rolling: true,
  amount: 10_000,
  hard: true,
  thresholds: [50, 100],
  mail_to: [],
  progress: { used: 2_500, remaining: 7_500, resets_at: at },
  created_at: at,
  updated_at: at,
};
const user = userEvent.setup();
describe("the list of an organization's own budgets", () => {
  it("makes one of its own, for itself or its keys and no customer, which mails nobody else", async () => {
    const { mail_to: _, ...own } = spend;
    const calls = answerCalls(({ method }) =>
      method === "POST" ? { status: 201, body: own } : { status: 200, body: { data: [own], next_cursor: null } },
    );
    renderPage(<OwnBudgetsView />);
    expect(await screen.findByText("2,500 of 10,000 in the last 7 days")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Create budget" }));
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).queryByRole("radio", { name: "Customers" })).toBeNull();
    expect(within(dialog).queryByRole("textbox", { name: /^Mail to/ })).toBeNull();
    await user.click(within(dialog).getByRole("radio", { name: "Keys" }));
    await user.type(within(dialog).getByRole("textbox", { name: "Name" }), "spend");
    await user.type(within(dialog).getByRole("textbox", { name: /^Amount/ }), "10,000");
    await user.click(within(dialog).getByRole("button", { name: "Create budget" }));
    await expect.poll(() => calls.filter(({ method }) => method === "POST").length).toBe(1);
    const [sent] = calls.filter(({ method }) => method === "POST");
    expect(sent?.path).toMatch(/\/v1\/organization\/budgets$/);
    expect(sent?.body).toMatchObject({ name: "spend", of: "key", subject: null, per: "1mo", amount: 10_000 });
    expect(sent?.body).not.toHaveProperty("mail_to");
  });

  it("changes and deletes only by the organization's own door", async () => {
    const { mail_to: _, ...own } = spend;
    const calls = answerCalls(({ method }) => {
      if (method === "DELETE") return { status: 204 };
      return { status: 200, body: method === "PATCH" ? own : { data: [own], next_cursor: null } };
    });
    renderPage(<OwnBudgetsView />);
    for (const [action, button] of [
      ["Change…", "Save budget"],
      ["Delete…", "Delete budget"],
    ] as const) {
      await user.click(await screen.findByRole("button", { name: "Actions for spend" }));
      await user.click(await screen.findByRole("menuitem", { name: action }));
      await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: button }));
      await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
    }
    const changes = calls.filter(({ method }) => method !== "GET");
    expect(changes.map(({ method }) => method)).toEqual(["PATCH", "DELETE"]);
    expect(changes.every(({ path }) => path.endsWith("/v1/organization/budgets/bgt_1"))).toBe(true);
  });
});

describe("the list of budgets", () => {
  it("tells what is used of each, and shows no use as 0 where it could not be read", async () => {
    const unread = { ...spend, id: "bgt_2", name: "unread", progress: null };
    const each: Budget = { ...spend, id: "bgt_3", name: "each", of: "customer", subject_label: null, progress: null };
    answerCalls(() => ({ status: 200, body: { data: [spend, unread, each], next_cursor: null } }));
    renderPage(<BudgetsView />);
    expect(await screen.findByText("2,500 of 10,000 in the last 7 days")).toBeDefined();
    expect(screen.getByRole("progressbar", { name: "Used of spend" }).getAttribute("aria-valuenow")).toBe("2500");
    expect(screen.getByText("Use unavailable, of 10,000 in the last 7 days")).toBeDefined();
    expect(screen.getByText("10,000 in the last 7 days for each")).toBeDefined();
  });

  it("says why what one told of could not be read, never that it told nothing, and reads it again", async () => {
    let isWell = false;
    const alert = {
      owner: "org_1",
      owner_label: "Studio Works",
      percent: 50,
      used: 5_000,
      amount: 10_000,
      told_at: at,
    };
    answerCalls(({ path }) => {
      if (!path.includes("/alerts")) return { status: 200, body: { data: [spend], next_cursor: null } };
      if (isWell) return { status: 200, body: { data: [alert] } };
      return { status: 403, body: { error: { code: "FORBIDDEN", message: "That is not for you" } } };
    });
    renderPage(<BudgetsView />);
    await user.click(await screen.findByRole("button", { name: "Actions for spend" }));
    await user.click(await screen.findByRole("menuitem", { name: "Alerts…" }));
    const dialog = await screen.findByRole("dialog");
    expect((await within(dialog).findByRole("alert")).textContent).toContain("That is not for you.");
    expect(within(dialog).queryByText("No threshold was reached yet.")).toBeNull();
    isWell = true;
    await user.click(within(dialog).getByRole("button", { name: "Retry" }));
    expect(await within(dialog).findByText("50%: 5,000 of 10,000")).toBeDefined();
  });

  it("offers by name whom a new one is of, and forgets who was chosen where another kind is", async () => {
    const choices = {
      customer: { id: "cus_1", name: "Studio Seven", hint: "studio-7" },
      key: { id: "key_1", name: "Production key", hint: "pr_live_abc1…9f3d" },
    };
    const calls = answerCalls(({ method, path }) => {
      if (method === "POST") return { status: 201, body: { data: spend } };
      if (!path.includes("/owners")) return { status: 200, body: { data: [], next_cursor: null } };
      return { status: 200, body: { data: [path.includes("of=key") ? choices.key : choices.customer] } };
    });
    renderPage(<BudgetsView />);
    await user.click(screen.getByRole("button", { name: "Create budget" }));
    const dialog = await screen.findByRole("dialog");
    const choose = async (kind: string, field: string, name: RegExp) => {
      await user.click(within(dialog).getByRole("radio", { name: kind }));
      await user.click(within(dialog).getByRole("combobox", { name: field }));
      await user.click(await within(dialog).findByRole("option", { name }));
    };
    await choose("Customers", "Customer", /Studio Seven/);
    await user.type(within(dialog).getByRole("textbox", { name: "Name" }), "spend");
    await user.type(within(dialog).getByRole("textbox", { name: /^Amount/ }), "10");
    await user.click(within(dialog).getByRole("radio", { name: "Keys" }));
    expect(within(dialog).getByRole<HTMLInputElement>("combobox", { name: "Key" }).value).toBe("Each key, by itself");
    await choose("Keys", "Key", /Production key/);
    await user.click(within(dialog).getByRole("button", { name: "Create budget" }));
    await expect.poll(() => calls.filter(({ method }) => method === "POST").length).toBe(1);
    expect(calls.find(({ method }) => method === "POST")?.body).toMatchObject({ of: "key", subject: "key_1" });
  });

  it("says by name whom each is of, with the identifier that tells those of one name apart, alone where nothing else is left", async () => {
    const of = { customer: { of: "customer", subject: "cus_1" }, key: { of: "key", subject: "key_1" } } as const;
    const named = { ...spend, ...of.customer, id: "bgt_2", name: "studio", subject_label: "Studio Seven (studio-7)" };
    const gone = { ...spend, ...of.key, id: "bgt_3", name: "gone", subject_label: null };
    const alert = { owner: "cus_1", owner_label: named.subject_label, percent: 50, used: 5, amount: 10, told_at: at };
    answerCalls(({ path }) =>
      path.includes("/alerts")
        ? { status: 200, body: { data: [alert] } }
        : { status: 200, body: { data: [spend, named, gone], next_cursor: null } },
    );
    renderPage(<BudgetsView />);
    const row = async (name: string) => (await screen.findByText(name)).closest("tr")?.textContent;
    expect(await row("spend")).toContain("Studio WorksThe organization");
    expect(await row("studio")).toContain("Studio Seven (studio-7)cus_1");
    expect(await row("gone")).toContain("A key that is gonekey_1");
    const open = async (action: string) => {
      await user.click(screen.getByRole("button", { name: "Actions for studio" }));
      await user.click(await screen.findByRole("menuitem", { name: action }));
      return screen.findByRole("dialog");
    };
    for (const action of ["Alerts…", "Change…", "Delete…"]) {
      const dialog = await open(action);
      await expect.poll(() => dialog.textContent).toContain("Studio Seven (studio-7)");
      await user.keyboard("{Escape}");
      await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
    }
  });

  it("makes one with what was typed", async () => {
    const calls = answerCalls(({ method }) =>
      method === "POST"
        ? { status: 201, body: { data: spend } }
        : { status: 200, body: { data: [], next_cursor: null } },
    );
    renderPage(<BudgetsView />);
    await user.click(screen.getByRole("button", { name: "Create budget" }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByRole("textbox", { name: "Name" }), "spend");
    await user.type(within(dialog).getByRole("textbox", { name: /^Amount/ }), "10,000");
    await user.click(within(dialog).getByRole("button", { name: "Create budget" }));
    await expect.poll(() => calls.filter(({ method }) => method === "POST").length).toBe(1);
    const [sent] = calls.filter(({ method }) => method === "POST");
    expect(sent?.body).toMatchObject({ name: "spend", of: "organization", subject: null, per: "1mo", amount: 10_000 });
  });
});
