import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { OrganizationSwitch } from "./organization-switch";

const organization = { keeps_requests: true, expiry_notices: true };
const show = (change: Partial<typeof organization> = {}, setting: keyof typeof organization = "keeps_requests") => {
  const made = answerCalls(({ body }) => ({ status: 200, body: { ...organization, ...(body as object) } }));
  const { visited, unmount } = renderPage(
    <OrganizationSwitch setting={setting} organization={{ ...organization, ...change }} manages />,
  );
  return { made, visited, unmount, box: screen.getByRole<HTMLInputElement>("checkbox") };
};

it("erases the last requests only once that was confirmed", async () => {
  const { made, visited, box } = show();
  await userEvent.click(box);
  const dialog = within(await screen.findByRole("dialog", { name: "Erase the last requests?" }));
  expect([made, box.checked]).toEqual([[], true]);
  await userEvent.click(dialog.getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect([made, box.checked]).toEqual([[], true]);
  await userEvent.click(box);
  await userEvent.click(await screen.findByRole("button", { name: "Erase and stop keeping" }));
  expect(await screen.findByText("Last requests are erased")).toBeDefined();
  await waitFor(() => expect(box.checked).toBe(false));
  expect(made.map(({ body }) => body)).toEqual([{ keeps_requests: false }]);
  expect(visited).toContain("refresh");
});

it("keeps them again at once, and asks nothing where nothing is erased", async () => {
  const keeping = show({ keeps_requests: false });
  await userEvent.click(keeping.box);
  expect(await screen.findByText("Last requests are kept")).toBeDefined();
  expect(keeping.made.map(({ body }) => body)).toEqual([{ keeps_requests: true }]);
  expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
  keeping.unmount();
  const notices = show({}, "expiry_notices");
  await userEvent.click(notices.box);
  expect(await screen.findByText("No notices are sent")).toBeDefined();
  expect(notices.made.map(({ body }) => body)).toEqual([{ expiry_notices: false }]);
});

it("sets notices back as they were by Undo", async () => {
  const { made, box } = show({}, "expiry_notices");
  await userEvent.click(box);
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
  await screen.findByText("Undone");
  expect(made.map(({ body }) => body)).toEqual([{ expiry_notices: false }, { expiry_notices: true }]);
  await waitFor(() => expect(box.checked).toBe(true));
});
