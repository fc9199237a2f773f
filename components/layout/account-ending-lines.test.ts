import { expect, it } from "vitest";
import { accountEnding } from "./account-ending-lines";

const access = {
  sessions: 2,
  authorized_apps: 1,
  tokens: 1,
  own_keys: 3,
  organization_keys: 4,
  attended_keys: 3,
  invitations: 1,
};
const organization = { role: "owner" as const, members: 1 };
const organizations = [
  { ...organization, id: "a", name: "Own", on_deletion: "deleted" as const },
  { ...organization, id: "b", name: "Shared", members: 3, on_deletion: "left" as const },
  { ...organization, id: "c", name: "Led", members: 2, on_deletion: "blocks" as const },
];
const texts = (change: "suspension" | "deletion") =>
  Object.fromEntries(
    Object.entries(accountEnding(change, access, organizations)).map(([part, lines]) => [
      part,
      lines.map(({ text }) => text),
    ]),
  );

it("says of a suspension what ends, what only pauses and what goes on", () => {
  expect(texts("suspension")).toEqual({
    ends: ["2 sessions", "1 authorized app"],
    pauses: [
      "1 personal access token",
      "3 keys that act for this account",
      "1 key with scopes of an organization without another member",
    ],
    stays: ["3 keys with scopes", "1 open invitation", "3 organizations"],
    blocks: [],
  });
});

it("says of a deletion which organizations go with the account, which are left, and which hold it up", () => {
  expect(texts("deletion")).toEqual({
    ends: [
      "2 sessions",
      "1 authorized app",
      "1 personal access token",
      "3 keys that act for this account",
      "1 open invitation",
      "“Own”, with all keys and data in it",
    ],
    pauses: [],
    stays: ["“Shared”, with its keys with scopes"],
    blocks: ["“Led”, with 1 other member"],
  });
});
