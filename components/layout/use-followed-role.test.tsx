import { expect, test } from "vitest";
import type { Role } from "@/lib/access/catalogue";
import { renderPage } from "@/lib/testing/render-page";
import { NavNotesProvider } from "./nav-notes";
import { useFollowedRole } from "./use-followed-role";

function PageOf({ role }: { role: Role }) {
  useFollowedRole(role);
  return null;
}

test.each<[Role, string[]]>([
  ["member", []],
  ["admin", ["refresh"]],
])("a shell that was drawn for a member is read anew once where a page knows its reader as %s", (role, expected) => {
  const notes = {
    openAlerts: 0,
    instanceAdmin: false,
    role: "member" as const,
    barred: { token: null, invitation: null },
  };
  const { visited } = renderPage(
    <NavNotesProvider notes={notes}>
      <PageOf role={role} />
    </NavNotesProvider>,
  );
  expect(visited).toEqual(expected);
});
