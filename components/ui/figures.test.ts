import { describe, expect, test } from "vitest";
import { percent, plural, shortCount } from "./figures";

describe("figures", () => {
  test.each([
    [null, "–"],
    [0, "0%"],
    [0.0001, "<0.1%"],
    [0.0123, "1.2%"],
    [0.5, "50%"],
    [0.9996, ">99.9%"],
    [0.977, "97.7%"],
    [0.997, "99.7%"],
    [1, "100%"],
  ])("a share of %s reads %s", (share, text) => {
    expect(percent(share)).toBe(text);
  });

  test("counts agree with their noun", () => {
    expect(plural(1, "request")).toBe("1 request");
    expect(plural(2000, "request")).toBe("2,000 requests");
    expect(shortCount(12_345)).toBe("12.3K");
  });
});
