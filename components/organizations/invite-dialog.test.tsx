import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { Role } from "@/lib/access/catalogue";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { InviteDialog } from "./invite-dialog";

const inviter: Role = "owner";

const invited = (email: string, link: string | null) => ({
  email,
  role: "member",
  status: "invited",
  message: "Invited",
  link,
});

/** The dialog of an owner, on a deployment that mails links or leaves them to be handed over. */
function showDialog(links: boolean) {
  const calls = answerCalls(({ body }) => {
    const { invitations } = body as { invitations: { email: string }[] };
    const results = invitations.map(({ email }) => invited(email, links ? `https://example.test/#${email}` : null));
    return { status: 201, body: { results } };
  });
  const closed: unknown[] = [];
  renderPage(<InviteDialog role={inviter} mailed={!links} onClose={() => closed.push(true)} />);
  return { user: userEvent.setup(), closed, sent: () => calls.map(({ body }) => body) };
}

const field = (row: number) => screen.getByRole("textbox", { name: `Email address ${row}` });

it("addresses pasted into one row become rows, and only rows with an address are sent", async () => {
  const { user, sent } = showDialog(false);
  await user.click(field(1));
  await user.paste("ada@example.test, bob@example.test");
  expect(field(2)).toHaveProperty("value", "bob@example.test");
  await user.click(screen.getByRole("button", { name: "Add another" }));
  await user.click(screen.getByRole("button", { name: "Invite 2 people" }));
  await screen.findByText("2 people were invited.");
  expect(sent()).toEqual([
    {
      invitations: [
        { email: "ada@example.test", role: "member" },
        { email: "bob@example.test", role: "member" },
      ],
    },
  ]);
});

it("links that are shown once hold the dialog until each was copied", async () => {
  const { user, closed } = showDialog(true);
  await user.click(field(1));
  await user.paste("ada@example.test, bob@example.test");
  await user.click(screen.getByRole("button", { name: "Invite 2 people" }));
  await screen.findByText("2 people were invited.");
  const [first, second] = screen.getAllByRole("button", { name: "Copy link" });
  for (const next of [first, second]) {
    await user.keyboard("{Escape}");
    fireEvent.pointerDown(document.body);
    await user.click(screen.getByRole("button", { name: "Done" }));
    expect(closed).toEqual([]);
    await user.click(next ?? expect.unreachable("two links can be copied"));
  }
  await user.click(screen.getByRole("button", { name: "Done" }));
  expect(closed).toEqual([true]);
});

it("where the links were mailed, nothing holds the reader", async () => {
  const { user, closed } = showDialog(false);
  await user.type(field(1), "ada@example.test{Enter}");
  await screen.findByText("1 person was invited.");
  await user.keyboard("{Escape}");
  expect(closed).toEqual([true]);
});

it("what is no address stays in its row, is told there, and is not sent", async () => {
  const { user, sent } = showDialog(false);
  await user.click(field(1));
  await user.paste("ada@example.test, ada(at)example.test");
  await user.click(screen.getByRole("button", { name: "Invite 2 people" }));
  await screen.findByText("This is not an email address.");
  expect(sent()).toEqual([]);
  expect(field(2)).toHaveProperty("value", "ada(at)example.test");
  expect(document.activeElement).toBe(field(2));
  await user.clear(field(2));
  await user.type(field(2), "bob@example.test");
  await user.click(screen.getByRole("button", { name: "Invite 2 people" }));
  await screen.findByText("2 people were invited.");
});

it("what the server refused goes back into the form with the reason, to be changed and sent", async () => {
  const answers = [
    { ...invited("ada@example.test", null) },
    { ...invited("bob@example.test", null), status: "already_member", message: "Is a member already" },
  ];
  const calls = answerCalls(({ method }) => ({ status: method === "POST" ? 201 : 200, body: { results: answers } }));
  renderPage(<InviteDialog role={inviter} mailed onClose={() => undefined} />);
  const user = userEvent.setup();
  await user.click(field(1));
  await user.paste("ada@example.test, bob@example.test");
  await user.click(screen.getByRole("button", { name: "Invite 2 people" }));
  await user.click(await screen.findByRole("button", { name: "Change those that were refused" }));
  expect(field(1)).toHaveProperty("value", "bob@example.test");
  expect(screen.getByText("Is a member already.")).toBeDefined();
  expect(screen.queryByRole("textbox", { name: "Email address 2" })).toBeNull();
  await user.clear(field(1));
  await user.type(field(1), "eve@example.test{Enter}");
  await screen.findByRole("button", { name: "Change those that were refused" });
  const asked = calls.filter(({ method }) => method === "POST").map(({ body }) => body);
  expect(asked.at(-1)).toEqual({ invitations: [{ email: "eve@example.test", role: "member" }] });
});

it("a role that the inviter may not give says who may, in the words of the choice", async () => {
  const admin: Role = "admin";
  renderPage(<InviteDialog role={admin} mailed onClose={() => undefined} />);
  const owner = await screen.findByRole("option", { name: "Owner (by owners only)" });
  expect(owner).toHaveProperty("disabled", true);
  expect(screen.getByRole("option", { name: "Admin" })).toHaveProperty("disabled", false);
});
