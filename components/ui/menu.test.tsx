import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { renderPage } from "@/lib/testing/render-page";
import { Menu } from "./menu";

function renderMenu() {
  const done: string[] = [];
  const item = (label: string) => ({ label, onSelect: () => void done.push(label) });
  renderPage(
    <Menu
      trigger={<button type="button">Actions</button>}
      items={[item("Edit"), { ...item("Revoke"), disabled: true, reason: "Only owners do that" }, item("Rotate")]}
    />,
  );
  return { done, button: screen.getByRole("button", { name: "Actions" }), user: userEvent.setup() };
}

const focused = () => document.activeElement?.textContent;

it("the keyboard opens it, moves by arrows, ends and first letters, and the focus goes back to its button", async () => {
  const { done, button, user } = renderMenu();
  button.focus();
  await user.keyboard("{Enter}");
  expect(screen.getByRole("menu", { name: "Actions" })).toBeDefined();
  expect([button.getAttribute("aria-expanded"), focused()]).toEqual(["true", "Edit"]);
  await user.keyboard("{End}");
  expect(focused()).toBe("Rotate");
  await user.keyboard("{Home}r");
  expect(focused()).toContain("Revoke");
  await user.keyboard("r");
  expect(focused()).toBe("Rotate");
  await user.keyboard("{Escape}");
  expect([screen.queryByRole("menu"), document.activeElement]).toEqual([null, button]);
  await user.keyboard("{ArrowUp}{Enter}");
  expect([done, screen.queryByRole("menu"), document.activeElement]).toEqual([["Rotate"], null, button]);
});

it("a disabled item tells its reason, does nothing and keeps the menu; a click elsewhere closes it", async () => {
  const { done, button, user } = renderMenu();
  await user.click(button);
  const revoke = screen.getByRole("menuitem", { name: /Revoke.*Only owners do that/ });
  await user.click(revoke);
  expect([done, screen.queryByRole("menu") !== null]).toEqual([[], true]);
  await user.click(document.body);
  expect(screen.queryByRole("menu")).toBeNull();
});
