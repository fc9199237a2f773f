import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { renderPage } from "@/lib/testing/render-page";
import { AppShell } from "./app-shell";
import { foldedCookie } from "./folded-groups";
import { NavNotesProvider } from "./nav-notes";

function shell(folded: readonly string[] = []) {
  return (
    <NavNotesProvider
      notes={{ openAlerts: 3, instanceAdmin: false, role: "owner", barred: { token: null, invitation: null } }}
    >
      <AppShell user={{ name: "Ada", email: "ada@example.test" }} organization={null} folded={folded}>
        <h1>Page</h1>
      </AppShell>
    </NavNotesProvider>
  );
}

const nav = () => within(screen.getByRole("navigation", { name: "Dashboard" }));

test("a group folds, says so, is remembered, and its open alerts stay in view", async () => {
  const user = userEvent.setup();
  renderPage(shell(), "/dashboard");
  const heading = nav().getByRole("button", { name: /^Activity/ });
  await user.click(heading);
  expect(heading.getAttribute("aria-expanded")).toBe("false");
  expect(nav().queryByRole("link", { name: "Usage" })).toBeNull();
  expect(heading.textContent).toContain("3 open");
  expect(document.cookie).toContain(`${foldedCookie}=activity`);
  await user.click(heading);
  expect(nav().getByRole("link", { name: "Usage" })).toBeDefined();
  expect(document.cookie).not.toContain("activity");
});

test("the page one is on stays in view where its group is folded", () => {
  renderPage(shell(["platform"]), "/dashboard/api-keys/key_1");
  expect(nav().getByRole("link", { name: "API Keys" }).getAttribute("aria-current")).toBe("page");
  expect(nav().queryByRole("link", { name: "Webhooks" })).toBeNull();
});
