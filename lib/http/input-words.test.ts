import { describe, expect, it } from "vitest";
import { z } from "zod";
import { NewPolicy } from "@/lib/features/organizations/policy-contract";
import { checkInput } from "./check-input";
import { inputWords } from "./input-words";

const policy = {
  second_factor_from: null,
  max_key_days: null,
  max_token_days: null,
  allowed_ranges: [],
  production_keys_role: "member",
};

/** What a caller is told of the first thing that is wrong. */
function toldOf(schema: z.ZodType, value: unknown): unknown {
  try {
    checkInput(schema, value);
  } catch (error) {
    return (error as { problems: unknown[] }).problems[0];
  }
  return null;
}

describe("What is wrong with a value", () => {
  it.each([
    [z.string(), 3, "must be a text"],
    [z.number(), "many", "must be a number"],
    [z.int(), 1.5, "must be a whole number"],
    [z.boolean(), "yes", "must be true or false"],
    [z.array(z.string()), "a", "must be a list"],
    [z.object({}), [], "must be an object"],
    [z.record(z.string(), z.string()), 1, "must be an object"],
    [z.literal("a"), "b", "must be a"],
    [z.enum(["a", "b"]), "c", "must be one of a, b"],
    [z.string().min(1), "", "must not be empty"],
    [z.string().min(8), "short", "must have at least 8 characters"],
    [z.string().max(1), "ab", "must have at most 1 character"],
    [z.array(z.string()).max(2), ["a", "b", "c"], "must have at most 2 items"],
    [z.string().length(6), "12345", "must have exactly 6 characters"],
    [z.number().min(1), 0, "must be at least 1"],
    [z.number().max(1_000_000), 1_000_001, "must be at most 1,000,000"],
    [z.number().positive(), 0, "must be more than 0"],
    [z.number().multipleOf(5), 6, "must be a multiple of 5"],
    [z.email(), "ada", "must be an email address"],
    [z.url(), "here", "must be a URL"],
    [z.iso.datetime(), "today", "must be a time such as 2026-06-10T12:00:00Z"],
    [z.iso.date(), "today", "must be a day such as 2026-06-10"],
    [z.string().regex(/^a/), "b", "does not have the form that it must have"],
    [z.union([z.string(), z.number()]), true, "has none of the forms that it may have"],
  ])("is told in words that name what to change: %#", (schema, value, words) => {
    expect(toldOf(z.object({ it: schema }), { it: value })).toEqual({ path: "it", message: words });
    // The browser asks before it sends, with the same words.
    const asked = z.object({ it: schema }).safeParse({ it: value }, { error: inputWords });
    expect(asked.error?.issues[0]?.message).toBe(words);
  });

  it("is told of the kind of an object by what it may be", () => {
    const schema = z.discriminatedUnion("type", [
      z.object({ type: z.literal("a") }),
      z.object({ type: z.literal("b") }),
    ]);
    expect(toldOf(schema, { type: "c" })).toEqual({ path: "type", message: "must be one of a, b" });
  });

  it("is told in a schema's own words where it has some", () => {
    const schema = z.object({ size: z.number().max(3, "is larger than the box") });
    expect(toldOf(schema, { size: 4 })).toEqual({ path: "size", message: "is larger than the box" });
  });

  it.each([
    [{ max_key_days: "ten" }, "max_key_days", "must be a number"],
    [{ max_key_days: 9_999 }, "max_key_days", "must be at most 3,650"],
    [{ max_token_days: 0 }, "max_token_days", "must be at least 1"],
    [{ second_factor_from: "soon" }, "second_factor_from", "must be a time such as 2026-06-10T12:00:00Z"],
    [{ production_keys_role: "king" }, "production_keys_role", "must be one of member, admin, owner"],
    [{ allowed_ranges: ["somewhere"] }, "allowed_ranges.0", "is neither an IP address nor a CIDR range"],
  ])("in an organization's policy is told by the field: %j", (change, path, message) => {
    expect(toldOf(NewPolicy, { ...policy, ...change })).toEqual({ path, message });
  });
});
