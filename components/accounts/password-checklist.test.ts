import { expect, test } from "vitest";
import { NewPassword } from "@/lib/features/accounts/password-contract";
import { newPasswordProblems, passwordChecklist } from "./password-checklist";

const owner = { email: "ada.lovelace@engines.example", name: "Ada Byron", minLength: 8 };

/** The labels of the rules that a password does not meet, by their beginnings. */
const unmet = (password: string, whose = owner) =>
  passwordChecklist(password, whose)
    .filter(({ met }) => !met)
    .map(({ label }) => label.split(" ").slice(0, 2).join(" "));

test.each([
  "",
  "short",
  "wordsoftheweek",
  "🔑🔑🔑🔑🔑🔑🔑",
  "quiet lamps ".repeat(6),
  `${"quiet lamps ".repeat(6)}a`,
  "é".repeat(7),
  "ä-é-î-o-u-".repeat(5),
  "ä-é-î-o-u-".repeat(6),
])("the checklist's lengths are the contract's for %j", (password) => {
  const lengths = passwordChecklist(password, owner).filter(({ label }) => label.startsWith("At "));
  expect(lengths.every(({ met }) => met)).toBe(NewPassword.safeParse(password).success);
});

test.each([
  ["Summer2024!", ["No common"]],
  ["P@ssw0rd#1999", ["No common"]],
  ["12345678", ["No common"]],
  ["Lovelace1815!", ["Not made"]],
  ["latchkey-2026", ["Not made"]],
  ["engines+ada+byron", ["Not made"]],
  ["quiet lamps burn", []],
])("%j leaves %j unmet before it is sent", (password, expected) => {
  expect(unmet(password)).toEqual(expected);
  expect(Object.keys(newPasswordProblems("password", password, owner))).toEqual(
    expected.length > 0 ? ["password"] : [],
  );
});

test("asks for as many characters as this deployment does", () => {
  const long = { ...owner, minLength: 15 };
  expect(passwordChecklist("quiet lamps", long)[0]).toEqual({ label: "At least 15 characters", met: false });
  expect(newPasswordProblems("new_password", "quiet lamps", long)).toEqual({
    new_password: "The password must have at least 15 characters.",
  });
  expect(unmet("quiet lamps burn", long)).toEqual([]);
});
