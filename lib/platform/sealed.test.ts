import { describe, expect, it } from "vitest";
import { createSeals } from "./sealed";

const seals = createSeals("a secret of at least thirty-two characters");

describe("seals", () => {
  it("opens what it sealed, and seals the same text differently each time", () => {
    const first = seals.seal("whsec_äöü", "webhook");
    const second = seals.seal("whsec_äöü", "webhook");
    expect(first).not.toBe(second);
    expect(first).not.toContain("whsec");
    expect([seals.open(first, "webhook"), seals.open(second, "webhook")]).toEqual(["whsec_äöü", "whsec_äöü"]);
    expect(seals.open(seals.seal("", "webhook"), "webhook")).toBe("");
  });

  it("opens nothing under another secret, for another purpose, or after a change of one character", () => {
    const sealed = seals.seal("secret", "webhook");
    expect(() => createSeals("another secret of thirty-two characters").open(sealed, "webhook")).toThrow();
    expect(() => seals.open(sealed, "signing key")).toThrow();
    const at = sealed.length - 3;
    const changed = sealed.slice(0, at) + (sealed[at] === "A" ? "B" : "A") + sealed.slice(at + 1);
    expect(() => seals.open(changed, "webhook")).toThrow();
    for (const foreign of ["", "v1.", "v1.AAAA", "plain text"]) expect(() => seals.open(foreign, "webhook")).toThrow();
  });
});
