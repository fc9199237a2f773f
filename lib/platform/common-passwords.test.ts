import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { isCommonPassword } from "./common-passwords";
import { isCommonestPassword } from "./commonest-words";
import { packPasswords } from "./pack-passwords";

describe("what attackers try first is refused", () => {
  test.each([
    ["as it is listed", ["password", "iloveyou", "qwertyuiop", "1qaz2wsx", "zaq1@WSX", "trustno1", "contraseña"]],
    [
      "with a year and a sign",
      ["Summer2024!", "Winter1999#", "Herbst2025!", "Frühling2031?", "2024summer", "!Otoño2026"],
    ],
    [
      "with a date or a run",
      ["Dragon12052001", "Monkey20010512", "liverpool123456789", "jessica987654", "Michael2024123"],
    ],
    ["with letters replaced", ["P@ssw0rd!2025", "$unsh1ne", "pa55word", "L3tm31n!!", "P@$$w0rd"]],
    ["with accents left out, or letters apart", ["fruhling2024", "fruehling2024", "i love you 1", "s-u-n-s-h-i-n-e"]],
    ["twice", ["monkeymonkey", "monkey monkey 1", "Dragon-Dragon!"]],
    [
      "as a run, a repetition or a date",
      ["12345678", "hgfedcba", "zzzzzzzzzzzz", "xyzxyzxyzx", "31.12.2024", "20241231"],
    ],
    ["of these years", ["chatgpt2026!", "Bitcoin2025", "Covid2020!!"]],
  ])("%s", (_how, passwords) => {
    expect(passwords.filter((password) => !isCommonPassword(password))).toEqual([]);
  });

  test("ends of everyday lists, whatever case they are typed in", () => {
    const stems = [
      "password",
      "welcome",
      "football",
      "princess",
      "superman",
      "starwars",
      "master",
      "liverpool",
      "hello",
    ];
    const endings = ["1", "12", "123", "1234", "12345", "123456", "!", "1!", "123!", "@123", "#1", "2023", "2026"];
    const tried = stems.flatMap((stem) => endings.flatMap((ending) => [stem + ending, stem.toUpperCase() + ending]));
    expect(tried.filter((password) => !isCommonPassword(password))).toEqual([]);
  });
});

test.each([
  // What the API documents register with.
  "SecurePassword123!",
  "your-secure-password",
  "correct horse battery staple",
  "knock three times",
  "Grüße aus Köln 7",
  "gT7#kd92",
  "password4839201746",
  "quiet lamps burn at noon",
])("%j is nobody's first guess", (password) => {
  expect(isCommonPassword(password)).toBe(false);
});

test("random passwords of ten signs are refused once in a thousand at most", () => {
  const signs = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!#$%";
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const passwords = Array.from({ length: 20_000 }, () =>
    Array.from({ length: 10 }, () => signs[Math.floor(random() * signs.length)]).join(""),
  );
  expect(passwords.filter(isCommonPassword).length).toBeLessThan(20);
});

test("the list holds more than a hundred thousand entries in less than a megabyte and a half", () => {
  const { length } = readFileSync("lib/platform/common-passwords.bin");
  expect(length / 5).toBeGreaterThan(100_000);
  expect(length).toBeLessThan(1_500_000);
});

test("what browsers know of the list, the server knows too", () => {
  const words = ["password", "qwerty", "dragon", "sunshine", "michael", "football", "jordan", "harley"];
  const variants = words.flatMap((word) => [`${word}2024!`, `${word.toUpperCase()}#1`]);
  expect(variants.filter(isCommonestPassword)).toEqual(variants);
  expect(variants.filter(isCommonPassword)).toEqual(variants);
  expect(isCommonestPassword("quiet lamps burn")).toBe(false);
});

test("a list packs into words, and into entries that are variants of none", () => {
  const { list, passwords, commonest } = packPasswords([
    "Summer",
    "summer2019",
    "1q2w3e4r5t",
    "x7",
    "12345678",
    "a1b2c3",
  ]);
  expect([list.length, passwords]).toEqual([3 * 5, 3]);
  expect(Buffer.from(commonest, "base64").length).toBe(4_000);
});
