import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { CustomerMember } from "@/lib/features/customers/member-contract";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { CustomerMembers } from "./customer-members";

const ada: CustomerMember = {
  user_id: "u_1",
  name: "Ada",
  email: "ada@example.test",
  role: "member",
  attached_at: "2026-06-01T00:00:00Z",
};
const user = userEvent.setup();

it("tells who acts for a customer, attaches whom the search finds, and detaches once it was confirmed", async () => {
  const calls = answerCalls(({ method, path }) => {
    if (method === "DELETE") return { status: 204 };
    if (method === "PUT") return { status: 200, body: { data: { ...ada, user_id: "u_2", name: "Bo" } } };
    if (path.includes("candidates"))
      return { status: 200, body: { data: [{ id: "u_2", name: "Bo", email: "bo@example.test" }] } };
    return { status: 200, body: { data: [ada], next_cursor: null } };
  });
  renderPage(<CustomerMembers customerId="cus_1" />);
  expect((await screen.findByText("Ada")).closest("tr")?.textContent).toContain("ada@example.test");
  await user.click(screen.getByRole("button", { name: "Attach member" }));
  const attaching = await screen.findByRole("dialog");
  await user.click(within(attaching).getByRole("button", { name: "Attach member" }));
  expect(await within(attaching).findByText("Choose a member")).toBeDefined();
  await user.type(within(attaching).getByRole("combobox", { name: "Member" }), "bo");
  await user.click(await within(attaching).findByRole("option", { name: /Bo/ }));
  await user.click(within(attaching).getByRole("button", { name: "Attach member" }));
  await expect.poll(() => calls.find(({ method }) => method === "PUT")?.path).toContain("/customers/cus_1/members/u_2");
  await user.click(screen.getByRole("button", { name: "Detach Ada" }));
  const detaching = await screen.findByRole("dialog", { name: /Detach “Ada”/ });
  expect(calls.some(({ method }) => method === "DELETE")).toBe(false);
  await user.click(within(detaching).getByRole("button", { name: "Detach member" }));
  await expect
    .poll(() => calls.find(({ method }) => method === "DELETE")?.path)
    .toContain("/customers/cus_1/members/u_1");
});
