import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { OrganizationNameForm } from "./organization-name-form";

test("what is typed while the name is saved stays, and can be saved next", async () => {
  const user = userEvent.setup();
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const calls = answerCalls(async ({ body }) => {
    await answered;
    return { status: 200, body: organizationNamed(Reflect.get(Object(body), "name")) };
  });
  renderPage(<OrganizationNameForm name="Mill" manages />);
  const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Name" });
  await user.type(field, " Two{Enter}");
  await expect.poll(() => calls.length).toBe(1);
  await user.type(field, " and Three");
  answer();
  await screen.findByText("Name saved");
  expect([calls[0]?.body, field.value]).toEqual([{ name: "Mill Two" }, "Mill Two and Three"]);
  await user.click(screen.getByRole("button", { name: "Save" }));
  await expect.poll(() => calls[1]?.body).toEqual({ name: "Mill Two and Three" });
});

function organizationNamed(name: string) {
  const counts = { members: 1, owners: 1, pending_invitations: 0, active_api_keys: 0 };
  const kept = { keeps_requests: true, expiry_notices: true, role: "owner" };
  return {
    ...kept,
    ...{ id: "org_1", name, plan: "pro", personal: false, created_at: "2026-11-01T00:00:00.000Z", counts, limits: {} },
  };
}
