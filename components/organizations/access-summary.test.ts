import { describe, expect, it } from "vitest";
import type { Access } from "@/lib/features/organizations/members-contract";
import { endingLines, keysBeyond, stayingText } from "./access-summary";

const none: Access = {
  unscoped_keys: 0,
  token_keys: 0,
  scoped_keys: 0,
  privileged_keys: 0,
  privileged_token_keys: 0,
  tokens: 0,
  pending_invitations: 0,
};
const texts = (access: Partial<Access>, kept: "keep" | "revoke" = "keep") =>
  endingLines({ ...none, ...access }, kept).map(({ text }) => text);

describe("what ends with a membership", () => {
  it("is counted in words, and nothing is said of nothing", () => {
    expect(texts({})).toEqual([]);
    expect(texts({ unscoped_keys: 1, token_keys: 2, tokens: 2 })).toEqual([
      "1 API key that stands for them",
      "2 API keys that their tokens made",
      "2 personal access tokens",
    ]);
  });

  it("holds keys with scopes only where they are to be revoked", () => {
    expect(texts({ scoped_keys: 3 })).toEqual([]);
    expect(texts({ scoped_keys: 3 }, "revoke")).toEqual(["3 API keys with scopes"]);
  });
});

describe("what goes on", () => {
  it("warns of keys that reach far", () => {
    expect(stayingText(none)).toBeNull();
    expect(stayingText({ ...none, scoped_keys: 1 })).toBe(
      "1 API key with scopes goes on: it belongs to the organization.",
    );
    expect(stayingText({ ...none, scoped_keys: 3, privileged_keys: 1 })).toContain("1 of them may manage");
    expect(stayingText({ ...none, scoped_keys: 1, privileged_keys: 1 })).toContain("It may manage");
  });
});

describe("a lower role", () => {
  it("leaves the reach of keys that a session made, and takes it from those that a token made", () => {
    const told = (access: Partial<Access>) => keysBeyond({ ...none, ...access }).map(({ text }) => text);
    expect(told({ scoped_keys: 2, token_keys: 2 })).toEqual([]);
    expect(told({ privileged_keys: 1, privileged_token_keys: 2 })).toEqual([
      "1 key that they made reaches further than this role, and the maker of a key may still know it.",
      "2 keys that their tokens made lose what goes beyond this role, until it is raised again.",
    ]);
  });
});
