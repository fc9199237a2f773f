import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { UserSessions } from "@/components/administration/user-sessions";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { SessionsList } from "./sessions-list";

const session = {
  user_agent: "curl/8.5.0",
  ip_address: "10.0.0.1",
  kind: "api",
  current: false,
  expires_at: "2026-12-04T10:00:00Z",
  last_used_at: null,
};
/** Two sign-ins of one device and one address, a second apart. */
const data = [
  { ...session, id: "s1", created_at: "2026-11-27T10:00:00Z" },
  { ...session, id: "s2", created_at: "2026-11-27T10:00:01Z" },
];

it.each([
  ["one's own sessions", <SessionsList key="own" />],
  ["a user's sessions", <UserSessions key="theirs" userId="u1" name="Ada" />],
])("each button of %s is named apart from the others", async (_, list) => {
  answerCalls(() => ({ status: 200, body: { data, total: 2, has_more: false, next_cursor: null } }));
  renderPage(list, "/dashboard/settings");
  const buttons = await screen.findAllByRole("button", { name: /^Sign out curl/ });
  const names = buttons.map((button) => button.getAttribute("aria-label"));
  expect(new Set(names).size).toBe(2);
});
