import { describe, expect, it } from "vitest";
import { nearestName } from "./nearest-name";

const names = ["users", "organizations", "keys", "signing-keys", "secrets", "SMTP_URL"];

describe("the nearest name", () => {
  it.each([
    ["user", "users"],
    ["suers", "users"],
    ["organisations", "organizations"],
    ["Secrets", "secrets"],
    ["SMPT_URL", "SMTP_URL"],
    ["signingkeys", "signing-keys"],
  ])("of %s is %s", (typed, meant) => expect(nearestName(typed, names)).toBe(meant));

  it.each(["", "x", "backup", "u"])("is none for %j, which resembles nothing", (typed) =>
    expect(nearestName(typed, names)).toBeUndefined(),
  );
});
