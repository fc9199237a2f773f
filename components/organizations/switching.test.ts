import { describe, expect, it } from "vitest";
import { sectionOf } from "./switching";

describe("sectionOf", () => {
  it.each([
    ["/dashboard", "/dashboard"],
    ["/dashboard/api-keys", "/dashboard/api-keys"],
    ["/dashboard/api-keys/key_1", "/dashboard/api-keys"],
  ])("of %s is %s", (path, section) => {
    expect(sectionOf(path)).toBe(section);
  });
});
