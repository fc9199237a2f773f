import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { renderPage } from "@/lib/testing/render-page";
import { Dialog } from "./dialog";
import { useToast } from "./toast";

function Renaming({ undo }: { undo?: () => Promise<unknown> }) {
  const { show } = useToast();
  return (
    <button type="button" onClick={() => show({ title: "Name saved", ...(undo ? { undo } : {}) })}>
      Save
    </button>
  );
}

test("undo sets things back once, and says that it did", async () => {
  const user = userEvent.setup();
  let undone = 0;
  renderPage(<Renaming undo={async () => (undone += 1)} />);
  await user.click(screen.getByRole("button", { name: "Save" }));
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  await screen.findByText("Undone");
  expect(undone).toBe(1);
  await waitFor(() => expect(screen.queryByRole("button", { name: "Undo" })).toBeNull());
});

test.each([
  ["Undo", "by the mouse"],
  ["Undo", "by keyboard"],
  ["Dismiss", "by keyboard"],
])("%s %s gives the focus back, so that no message is held by it", async (name, how) => {
  const user = userEvent.setup();
  renderPage(<Renaming undo={async () => undefined} />);
  const save = screen.getByRole("button", { name: "Save" });
  await user.click(save);
  const button = await screen.findByRole("button", { name });
  if (how === "by the mouse") await user.click(button);
  else {
    button.focus();
    await user.keyboard("{Enter}");
  }
  await waitFor(() => expect(button.isConnected).toBe(false));
  expect(document.activeElement).toBe(save);
});

test("an older undo of the same goes once there is a newer one, which it would take back as well", async () => {
  const user = userEvent.setup();
  renderPage(<Renaming undo={async () => undefined} />);
  await user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByRole("button", { name: "Undo" });
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(screen.getAllByRole("button", { name: "Undo" })).toHaveLength(1));
});

test("Escape takes a message away where the focus is in it, and none where it closes something else", async () => {
  const user = userEvent.setup();
  renderPage(<Renaming undo={async () => undefined} />);
  await user.click(screen.getByRole("button", { name: "Save" }));
  const undo = await screen.findByRole("button", { name: "Undo" });
  await user.keyboard("{Escape}");
  expect(screen.getByRole("button", { name: "Undo" })).toBe(undo);
  undo.focus();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("button", { name: "Undo" })).toBeNull());
});

test.each([
  ["closes the dialog that a message appeared over, and leaves the message", false],
  ["closes no dialog that only its own content closes", true],
])("Escape %s", async (_, guard) => {
  const user = userEvent.setup();
  let closed = 0;
  renderPage(
    <Dialog open onOpenChange={() => (closed += 1)} title="Rename" guard={guard}>
      <Renaming />
    </Dialog>,
  );
  await user.click(await screen.findByRole("button", { name: "Save" }));
  await screen.findByText("Name saved");
  screen.getByRole("button", { name: "Save", hidden: true }).focus();
  await user.keyboard("{Escape}");
  expect(closed).toBe(guard ? 0 : 1);
  expect(screen.getByText("Name saved").isConnected).toBe(true);
});

test("an undo that failed is told, and nothing claims that it is undone", async () => {
  const user = userEvent.setup();
  renderPage(<Renaming undo={() => Promise.reject(new Error("It was changed meanwhile."))} />);
  await user.click(screen.getByRole("button", { name: "Save" }));
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  await screen.findByText("Not undone");
  expect(screen.queryByText("Undone")).toBeNull();
});

test("what cannot be set back offers no undo", async () => {
  const user = userEvent.setup();
  renderPage(<Renaming />);
  await user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("Name saved");
  expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
});

test("the document knows how much of the window's end messages take, for as long as there are some", async () => {
  const user = userEvent.setup();
  const height = () => document.documentElement.style.getPropertyValue("--toasts-height");
  renderPage(<Renaming />);
  expect(height()).toBe("");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("Name saved");
  expect(height()).toMatch(/^[\d.]+px$/);
  await user.click(screen.getByRole("button", { name: "Dismiss" }));
  await waitFor(() => expect(height()).toBe(""));
});
