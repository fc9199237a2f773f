import { describe, expect, it } from "vitest";
import { exactTexts } from "@/components/ui/time-texts";
import { RotateRequest } from "@/lib/features/api-keys/contract";
import { gracePeriods, graceText } from "./rotation";

const now = Date.parse("2026-11-22T12:00:00Z");

describe("rotation", () => {
  it("every grace period on offer is one that the server accepts", () => {
    for (const { value } of gracePeriods) {
      expect(RotateRequest.safeParse({ grace_period_seconds: Number(value) }).success).toBe(true);
    }
  });

  it("says when the old key ends, never past its own expiry", () => {
    expect(graceText(0, null, now, exactTexts.utc)).toMatch(/^At once/);
    expect(graceText(3600, null, now, exactTexts.utc)).toBe("Both keys work until 22 Nov 2026, 13:00 UTC.");
    expect(graceText(3600, "2026-12-01T00:00:00Z", now, exactTexts.utc)).toContain(
      "never past its expiry on 1 Dec 2026, 00:00 UTC",
    );
    expect(graceText(86_400, "2026-11-23T00:00:00Z", now, exactTexts.utc)).toContain(
      "until its own expiry on 23 Nov 2026, 00:00 UTC",
    );
  });
});
