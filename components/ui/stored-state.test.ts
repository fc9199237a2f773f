import { describe, expect, it } from "vitest";
import { mayLeave, notStored, storedAfter } from "./stored-state";

describe("a once-shown secret", () => {
  it("holds its reader until it was copied or confirmed", () => {
    expect(mayLeave(notStored)).toBe(false);
    expect(mayLeave(storedAfter(notStored, { kind: "taken" }))).toBe(true);
    expect(mayLeave(storedAfter(notStored, { kind: "confirmed", value: true }))).toBe(true);
  });

  it("a confirmation can be taken back, a copy cannot", () => {
    const confirmed = storedAfter(notStored, { kind: "confirmed", value: true });
    expect(mayLeave(storedAfter(confirmed, { kind: "confirmed", value: false }))).toBe(false);
    const copied = storedAfter(confirmed, { kind: "taken" });
    expect(mayLeave(storedAfter(copied, { kind: "confirmed", value: false }))).toBe(true);
  });

  it("warns at every refused attempt, and no more once it may be left", () => {
    const twice = storedAfter(storedAfter(notStored, { kind: "leave-refused" }), { kind: "leave-refused" });
    expect(twice.warnings).toBe(2);
    const copied = storedAfter(twice, { kind: "taken" });
    expect(storedAfter(copied, { kind: "leave-refused" }).warnings).toBe(0);
  });
});
