import { describe, expect, it } from "vitest";
import { CallError } from "@/lib/http/call-error";
import { failureText } from "./failure-text";

describe("failureText", () => {
  it("says in words how long to wait, never too short", () => {
    const error = new CallError("Too many", 429, "RATE_LIMITED", [], 121);
    expect(failureText(error)).toBe("Too many requests. Try again in 3 minutes.");
    const busy = new CallError("The server is busy.", 503, "UNAVAILABLE", [], 5);
    expect(failureText(busy)).toBe("The server is busy. Try again in 5 seconds.");
    expect(failureText(new CallError("Too many at once; try again", 503, "UNAVAILABLE", [], 5))).toBe(
      "Too many at once; try again.",
    );
  });

  it("shows the server's own words as a sentence, and nothing of an unexpected error", () => {
    expect(failureText(new CallError("There is no such API key", 404, "NOT_FOUND"))).toBe("There is no such API key.");
    expect(failureText(new CallError("Try again later.", 503, "AWAY"))).toBe("Try again later.");
    expect(failureText(new TypeError("x is undefined"))).not.toContain("undefined");
  });
});
