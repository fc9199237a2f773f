import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkInput } from "./check-input";

const Body = z.strictObject({
  name: z.string(),
  note: z.string().optional(),
  size: z.number().default(3),
  limit: z.number().nullable().optional(),
  inner: z.object({ tags: z.array(z.string()).optional() }).optional(),
  items: z.array(z.object({ label: z.string().optional() })).optional(),
});

describe("null in a body", () => {
  it("is the same as leaving an optional member out, at any depth", () => {
    const given = { name: "n", note: null, size: null, inner: { tags: null }, items: [{ label: null }, {}] };
    expect(checkInput(Body, given)).toEqual({ name: "n", size: 3, inner: {}, items: [{}, {}] });
    expect(given.note).toBeNull();
  });

  it("is left out of tens of thousands of items in one go", () => {
    const items = Array.from({ length: 50_000 }, () => ({ label: null }));
    expect(checkInput(Body, { name: "n", items })).toEqual({ name: "n", size: 3, items: items.map(() => ({})) });
  });

  it("is not left out of a record, whose entries are the caller's own data", () => {
    const schema = z.object({ variables: z.record(z.string(), z.union([z.string(), z.number()])) });
    expect(() => checkInput(schema, { variables: { a: null } })).toThrowError(
      expect.objectContaining({ problems: [expect.objectContaining({ path: "variables.a" })] }),
    );
  });

  it("stays where a member takes it, such as one that it clears", () => {
    expect(checkInput(Body, { name: "n", note: null, limit: null })).toEqual({ name: "n", size: 3, limit: null });
  });

  it.each([
    [{ name: null }, "name", "is required"],
    [{ name: "n", items: [null] }, "items.0", "must be an object"],
    [{ name: "n", other: null }, "other", "unknown field"],
    [null, "", "must be an object"],
  ])("is refused for a required member, in a list, and where nothing is known: %j", (given, path, message) => {
    expect(() => checkInput(Body, given)).toThrowError(
      expect.objectContaining({ problems: [expect.objectContaining({ path, message })] }),
    );
  });
});
