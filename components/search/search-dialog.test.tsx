import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { type NavNotes, NavNotesProvider } from "@/components/layout/nav-notes";
import { SearchButton } from "@/components/layout/search-button";
import { Menu } from "@/components/ui/menu";
import type { Role } from "@/lib/access/catalogue";
import type { Found } from "@/lib/features/search/contract";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { CommandsProvider } from "./commands-provider";

const key: Found = { kind: "api-key", id: "key_1", name: "Checkout service", note: "pr_live_abc1…9f3d" };

const free = { token: null, invitation: null };

type Notes = Partial<Pick<NavNotes, "barred" | "instanceAdmin">> & { readerRole?: Role };

function Page({ readerRole = "owner", barred = free, instanceAdmin = false }: Notes) {
  return (
    <NavNotesProvider notes={{ openAlerts: 0, instanceAdmin, role: readerRole, barred }}>
      <CommandsProvider>
        <SearchButton />
        <main tabIndex={-1}>
          <input type="search" aria-label="Search keys" />
          <input aria-label="Name" />
          <Menu trigger={<button type="button">More actions</button>} items={[{ label: "Edit", onSelect() {} }]} />
        </main>
      </CommandsProvider>
    </NavNotesProvider>
  );
}

/** Its code takes a while to come where much else runs beside. */
const field = () => screen.findByRole("combobox", { name: /^Search pages/ }, { timeout: 10_000 });

// The first: later its code is there at once.
test("what is typed while its code is on its way is for it, and neither a shortcut nor the page's", async () => {
  const user = userEvent.setup();
  const { visited } = renderPage(<Page />);
  screen.getByLabelText("Name").focus();
  await user.keyboard("{Control>}k{/Control}cre{Enter}");
  expect((await field()).getAttribute("value")).toBe("cre");
  // What is typed on goes behind it.
  await user.keyboard("ate");
  expect((await field()).getAttribute("value")).toBe("create");
  screen.getByRole("option", { name: /^Create API key/ });
  expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("");
  expect(visited).toEqual([]);
});

test("the button opens it, Escape closes it, and the focus returns to the button", async () => {
  const user = userEvent.setup();
  renderPage(<Page />);
  await user.click(screen.getByRole("button", { name: /^Search/ }));
  await waitFor(async () => expect(document.activeElement).toBe(await field()));
  await user.keyboard("{Escape}");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("button", { name: /^Search/ })));
});

test("Ctrl K closes a menu that is open, which no Escape would reach below it", async () => {
  const user = userEvent.setup();
  renderPage(<Page />);
  await user.click(screen.getByRole("button", { name: "More actions" }));
  await screen.findByRole("menu");
  await user.keyboard("{Control>}k{/Control}");
  await field();
  expect(screen.queryByRole("menu")).toBeNull();
});

test("Ctrl K opens it, and Enter goes to the page that arrow keys lead to", async () => {
  const user = userEvent.setup();
  const { visited } = renderPage(<Page />);
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await field(), "usage");
  expect(screen.getByRole("option", { name: /^Usage/ }).getAttribute("aria-selected")).toBe("true");
  await user.keyboard("{Enter}");
  expect(visited).toEqual(["/dashboard/usage"]);
});

test("what the server finds is listed with what tells it apart; the search is sent in the body alone", async () => {
  const user = userEvent.setup();
  const calls = answerCalls(() => ({ status: 200, body: { data: [key] } }));
  const { visited } = renderPage(<Page />);
  await user.keyboard("{Meta>}k{/Meta}");
  await user.type(await field(), "checkout");
  const option = await screen.findByRole("option", { name: /Checkout service/ });
  expect(option.textContent).toContain("pr_live_abc1…9f3d");
  expect(calls.at(-1)).toMatchObject({ method: "POST", path: "/api/dashboard/search", body: { query: "checkout" } });
  await user.click(option);
  expect(visited).toEqual(["/dashboard/api-keys/key_1"]);
});

test("Enter chooses nothing that was found for an earlier text and does not fit what is typed now", async () => {
  const user = userEvent.setup();
  let answer = (_: { body: unknown }) => ({ status: 200, body: { data: [key] } as unknown });
  answerCalls((made) => answer(made));
  const { visited } = renderPage(<Page />);
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await field(), "ch");
  await screen.findByRole("option", { name: /Checkout service/ });
  answer = () => ({ status: 200, body: { data: [] } });
  await user.type(await field(), "x{Enter}");
  expect(visited).toEqual([]);
  await user.type(await field(), "{Backspace}eckout{Enter}");
  expect(visited).toEqual(["/dashboard/api-keys/key_1"]);
});

test("a failed search says so, and what needs no server is found all the same", async () => {
  const user = userEvent.setup();
  answerCalls(() => ({ status: 403, body: { error: { code: "FORBIDDEN", message: "Not now." } } }));
  renderPage(<Page />);
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await field(), "settings");
  expect(await screen.findByText(/could not be searched\. Not now\./)).toBeDefined();
  expect(screen.getByRole("option", { name: /^Settings/ })).toBeDefined();
});

test("what the reader's role does not reach is shown with the reason, and does nothing", async () => {
  const user = userEvent.setup();
  answerCalls(() => ({ status: 200, body: { data: [] } }));
  const { visited } = renderPage(<Page readerRole="member" />);
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await field(), "invite people");
  const option = screen.getByRole("option", { name: /Invite people/ });
  expect(option.getAttribute("aria-disabled")).toBe("true");
  expect(option.textContent).toContain("This needs the role Admin");
  await user.keyboard("{Enter}");
  await user.click(option);
  expect(visited).toEqual([]);
});

test("who was made an admin since the page was drawn is known as one once a search was answered", async () => {
  const user = userEvent.setup();
  answerCalls(() => ({ status: 200, body: { data: [], role: "admin" } }));
  const { visited } = renderPage(<Page readerRole="member" />);
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await field(), "invite people");
  await waitFor(() => expect(visited).toEqual(["refresh"]));
});

test.each([
  ["budget", "Budgets", "/dashboard/usage/budgets"],
  ["key temp", "Key templates", "/dashboard/api-keys/templates"],
  ["datasets", "Datasets", "/dashboard/evaluations/datasets"],
])("a page that only a button of another one leads to is found: %s", async (typed, name, href) => {
  const user = userEvent.setup();
  answerCalls(() => ({ status: 200, body: { data: [] } }));
  const { visited } = renderPage(<Page />);
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await field(), typed);
  await user.click(screen.getByRole("option", { name }));
  expect(visited).toEqual([href]);
});

test("each page of administration is found by who administers the deployment, and by nobody else", async () => {
  const user = userEvent.setup();
  answerCalls(() => ({ status: 200, body: { data: [] } }));
  const { visited, unmount } = renderPage(<Page instanceAdmin />);
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await field(), "meters");
  await user.click(screen.getByRole("option", { name: "Meters of the deployment" }));
  expect(visited).toEqual(["/dashboard/admin/meters"]);
  unmount();
  renderPage(<Page />);
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await field(), "deployment");
  expect(screen.queryByRole("option", { name: /of the deployment/ })).toBeNull();
});

test("a part of the settings is scrolled to once it is there, however long its page loads", async () => {
  const user = userEvent.setup();
  answerCalls(() => ({ status: 200, body: { data: [] } }));
  renderPage(<Page />);
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await field(), "sessions");
  await user.click(screen.getByRole("option", { name: /^Sessions/ }));
  const part = document.createElement("div");
  part.id = "sessions";
  let scrolled = 0;
  part.scrollIntoView = () => (scrolled += 1);
  const waiting = document.createElement("div");
  waiting.hidden = true;
  waiting.append(part);
  document.body.append(waiting);
  await new Promise(requestAnimationFrame);
  expect(scrolled).toBe(0);
  document.body.append(part);
  await expect.poll(() => scrolled).toBe(1);
  document.body.append(document.createElement("p"));
  await expect.poll(() => document.querySelector("body > p")).not.toBeNull();
  expect(scrolled).toBe(1);
  part.remove();
  waiting.remove();
});

test("budgets, which only admins see, tell a member why they cannot be opened", async () => {
  const user = userEvent.setup();
  answerCalls(() => ({ status: 200, body: { data: [] } }));
  const { visited } = renderPage(<Page readerRole="member" />);
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await field(), "budget");
  const option = screen.getByRole("option", { name: /Budgets/ });
  expect(option.textContent).toContain("This needs the role Admin");
  await user.click(option);
  expect(visited).toEqual([]);
});

test.each([
  ["create token", "Create token", "Personal access tokens are not part of the Free plan."],
  ["invite people", "Invite people", "Verify your email address first"],
])("what even an owner cannot begin tells why: %s", async (typed, name, reason) => {
  const user = userEvent.setup();
  answerCalls(() => ({ status: 200, body: { data: [] } }));
  const barred = {
    token: "Personal access tokens are not part of the Free plan.",
    invitation: "Verify your email address first",
  };
  const { visited } = renderPage(<Page barred={barred} />);
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await field(), typed);
  const option = screen.getByRole("option", { name: new RegExp(name) });
  expect([option.getAttribute("aria-disabled"), option.textContent?.includes(reason)]).toEqual(["true", true]);
  await user.click(option);
  expect(visited).toEqual([]);
});

test("single letters act on the page and never in a field, until they are switched off", async () => {
  const user = userEvent.setup();
  const { visited } = renderPage(<Page />);
  await user.type(screen.getByRole("textbox", { name: "Name" }), "gkc?/");
  expect(visited).toEqual([]);
  (document.activeElement as HTMLElement).blur();
  await user.keyboard("gk");
  expect(visited).toEqual(["/dashboard/api-keys"]);
  await user.keyboard("c");
  expect(visited.at(-1)).toBe("/dashboard/api-keys?create=1");
  await user.keyboard("/");
  expect(document.activeElement).toBe(screen.getByRole("searchbox", { name: "Search keys" }));
  (document.activeElement as HTMLElement).blur();
  await user.keyboard("?");
  const setting = await screen.findByRole("checkbox", { name: "Single-letter shortcuts" });
  await user.click(setting);
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await user.keyboard("gp");
  expect(visited).toHaveLength(2);
});
