import { expect, test } from "vitest";
import { dayTexts, exactTexts } from "./time-texts";

test("what the server writes is in UTC, and says so where it tells the time of day", () => {
  const at = Date.UTC(2026, 10, 22, 9, 14);
  expect(dayTexts.utc(at)).toBe("22 Nov 2026");
  expect(exactTexts.utc(at)).toBe("22 Nov 2026, 09:14 UTC");
  expect(exactTexts.utc("2026-11-22T09:14:59.900Z")).toBe("22 Nov 2026, 09:14 UTC");
});
