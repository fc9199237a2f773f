import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Customer } from "@/lib/features/customers/contract";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { CustomerDetail } from "./customer-detail";
import { useRefreshCustomers } from "./customer-list";
import { CustomersView } from "./customers-view";

const at = "2026-06-01T00:00:00.000Z";
const ada: Customer = {
  id: "cus_1",
  external_id: "user_42",
  name: "Ada",
  metadata: { tier: "gold" },
  plans: { prompts: "pro" },
  limits: {},
  credits: null,
  suspended: false,
  suspended_at: null,
  created_at: at,
  updated_at: at,
};
const user = userEvent.setup();

/** Has the page read its customer again, as coming back to its window does. */
function ReadAgain() {
  const refresh = useRefreshCustomers();
  return (
    <button type="button" onClick={() => void refresh()}>
      Read again
    </button>
  );
}

describe("the list of customers", () => {
  it("tells who they are and what counts for them, and searches on the server", async () => {
    const calls = answerCalls(() => ({ status: 200, body: { data: [ada], next_cursor: null } }));
    renderPage(<CustomersView />);
    const row = (await screen.findByRole("link", { name: "Ada" })).closest("tr") as HTMLElement;
    expect(within(row).getByText("user_42")).toBeDefined();
    expect(row.textContent).toContain("Pro");
    await user.type(screen.getByRole("searchbox", { name: "Search customers" }), "user_4");
    await expect.poll(() => calls.at(-1)?.path).toContain("search=user_4");
  });

  it("makes one with metadata that is a JSON object, and keeps what was typed where it is none", async () => {
    const calls = answerCalls(({ method }) =>
      method === "POST" ? { status: 201, body: { data: ada } } : { status: 200, body: { data: [], next_cursor: null } },
    );
    renderPage(<CustomersView />);
    await user.click(screen.getByRole("button", { name: "Create customer" }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByRole("textbox", { name: "External ID" }), "user_42");
    const metadata = within(dialog).getByRole("textbox", { name: "Metadata (optional)" });
    await user.type(metadata, "[[1]");
    await user.click(within(dialog).getByRole("button", { name: "Create customer" }));
    expect(await within(dialog).findByText(/Write a JSON object/)).toBeDefined();
    expect((metadata as HTMLTextAreaElement).value).toBe("[1]");
    await user.clear(metadata);
    await user.type(metadata, '{{"tier": "gold"}');
    await user.click(within(dialog).getByRole("button", { name: "Create customer" }));
    await expect.poll(() => calls.filter(({ method }) => method === "POST").length).toBe(1);
    const [sent] = calls.filter(({ method }) => method === "POST");
    expect(sent?.body).toMatchObject({ external_id: "user_42", name: "", metadata: { tier: "gold" } });
  });

  it("suspends one after it was asked about", async () => {
    const calls = answerCalls(({ method }) =>
      method === "PATCH"
        ? { status: 200, body: { data: { ...ada, suspended: true, suspended_at: at } } }
        : { status: 200, body: { data: [ada], next_cursor: null } },
    );
    renderPage(<CustomersView />);
    await user.click(await screen.findByRole("button", { name: "Actions for Ada" }));
    await user.click(screen.getByRole("menuitem", { name: "Suspend…" }));
    await user.click(await screen.findByRole("button", { name: "Suspend customer" }));
    await expect.poll(() => calls.find(({ method }) => method === "PATCH")?.body).toEqual({ suspended: true });
  });
});

describe("a customer's page", () => {
  const open = (answer: Parameters<typeof answerCalls>[0]) => {
    const calls = answerCalls(answer);
    renderPage(
      <CustomerDetail id="cus_1">
        <ReadAgain />
      </CustomerDetail>,
    );
    return () => calls.filter(({ method }) => method === "PATCH");
  };

  it("sets a plan and limits of one product alone, and asks for limits that are whole", async () => {
    const patches = open(() => ({ status: 200, body: { data: ada } }));
    await user.click(await screen.findByRole("button", { name: /^Edit Memory/ }));
    const dialog = await screen.findByRole("dialog");
    await user.selectOptions(within(dialog).getByRole("combobox", { name: "Plan" }), "pro");
    await user.type(within(dialog).getByRole("textbox", { name: "Per minute" }), "1,000");
    await user.click(within(dialog).getByRole("button", { name: "Save" }));
    expect(await within(dialog).findByText("Enter a number, or leave the rate empty")).toBeDefined();
    await user.type(within(dialog).getByRole("textbox", { name: "Back to back" }), "50");
    await user.click(within(dialog).getByRole("button", { name: "Save" }));
    await expect.poll(() => patches().length).toBe(1);
    expect(patches()[0]?.body).toEqual({
      plans: { memory: "pro" },
      limits: { memory: { per_minute: 1_000, burst: 50 } },
    });
  });

  it("saves nothing over a plan that was changed elsewhere meanwhile", async () => {
    let now = ada;
    const patches = open(() => ({ status: 200, body: { data: now } }));
    await user.click(await screen.findByRole("button", { name: /^Edit Prompt/ }));
    now = { ...ada, plans: { prompts: "enterprise" } };
    const dialog = await screen.findByRole("dialog");
    await user.selectOptions(within(dialog).getByRole("combobox", { name: "Plan" }), "free");
    await user.click(within(dialog).getByRole("button", { name: "Save" }));
    expect(await within(dialog).findByText(/changed elsewhere meanwhile/)).toBeDefined();
    expect(patches()).toEqual([]);
  });

  it("saves nothing over it either where the page has read it since the dialog was opened", async () => {
    let now = ada;
    const patches = open(() => ({ status: 200, body: { data: now } }));
    await user.click(await screen.findByRole("button", { name: /^Edit Prompt/ }));
    const dialog = await screen.findByRole("dialog");
    now = { ...ada, name: "Countess", plans: { prompts: "enterprise" } };
    fireEvent.click(screen.getByText("Read again"));
    await screen.findByText("Countess", { selector: "h1 bdi" });
    await user.selectOptions(within(dialog).getByRole("combobox", { name: "Plan" }), "free");
    await user.click(within(dialog).getByRole("button", { name: "Save" }));
    expect(await within(dialog).findByText(/changed elsewhere meanwhile/)).toBeDefined();
    expect(patches()).toEqual([]);
  });

  it("changes the name where it stands, and tells what was changed elsewhere beside what was typed", async () => {
    let now = ada;
    const patches = open(() => ({ status: 200, body: { data: now } }));
    await user.click(await screen.findByRole("button", { name: "Edit Name" }));
    const name = await screen.findByRole("textbox", { name: "Name" });
    await user.clear(name);
    await user.type(name, "Ada L.");
    now = { ...ada, name: "Countess" };
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect((await screen.findByRole("list", { name: "Changed elsewhere" })).textContent).toContain("Countess");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await expect.poll(() => patches()[0]?.body).toEqual({ name: "Ada L." });
  });

  it("says that it could not be read, and reads it again", async () => {
    let fails = true;
    open(() =>
      fails
        ? { status: 403, body: { error: { code: "FORBIDDEN", message: "That is not for you" } } }
        : { status: 200, body: { data: ada } },
    );
    expect(await screen.findByText("Customer unavailable")).toBeDefined();
    fails = false;
    await user.click(screen.getByRole("button", { name: "Retry" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Ada" })).toBeDefined();
  });
});
