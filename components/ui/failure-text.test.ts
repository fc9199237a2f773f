import { describe, expect, it } from "vitest";
import { CallError } from "@/lib/http/call-error";
import { failureText } from "./failure-text";

describe("failureText", () => {
  it("says in words how long to wait, never too short", () => {
    const error = new CallError("Too many", 429, "RATE_LIMITED", [], 121);
    expect(failureText(error)).toBe("Too many requests. Try again in 3 minutes.");
  });

  it("shows the server's own words as a sentence, and nothing of an unexpected error", () => {
    expect(failureText(new CallError("There is no such API key", 404, "NOT_FOUND"))).toBe("There is no such API key.");
    expect(failureText(new CallError("Try again later.", 503, "AWAY"))).toBe("Try again later.");
    expect(failureText(new TypeError("x is undefined"))).not.toContain("undefined");
  });
});
