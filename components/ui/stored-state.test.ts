import { describe, expect, it } from "vitest";
import { mayLeave, notStored, storedAfter } from "./stored-state";

const mayLeaveOne = (state: typeof notStored) => mayLeave(state, ["s"]);

describe("a once-shown secret", () => {
  it("holds its reader until it was copied or confirmed", () => {
    expect(mayLeaveOne(notStored)).toBe(false);
    expect(mayLeaveOne(storedAfter(notStored, { kind: "taken", secret: "s" }))).toBe(true);
    expect(mayLeaveOne(storedAfter(notStored, { kind: "confirmed", value: true }))).toBe(true);
  });

  it("of several holds until each was copied", () => {
    const first = storedAfter(notStored, { kind: "taken", secret: "one" });
    expect(mayLeave(first, ["one", "two"])).toBe(false);
    expect(mayLeave(storedAfter(first, { kind: "taken", secret: "two" }), ["one", "two"])).toBe(true);
  });

  it("a confirmation can be taken back, a copy cannot", () => {
    const confirmed = storedAfter(notStored, { kind: "confirmed", value: true });
    expect(mayLeaveOne(storedAfter(confirmed, { kind: "confirmed", value: false }))).toBe(false);
    const copied = storedAfter(confirmed, { kind: "taken", secret: "s" });
    expect(mayLeaveOne(storedAfter(copied, { kind: "confirmed", value: false }))).toBe(true);
  });

  it("warns at every refused attempt, until it may be left", () => {
    const twice = storedAfter(storedAfter(notStored, { kind: "leave-refused" }), { kind: "leave-refused" });
    expect(twice.warnings).toBe(2);
    expect(storedAfter(twice, { kind: "taken", secret: "s" }).warnings).toBe(0);
  });
});
