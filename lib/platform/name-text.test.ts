import { describe, expect, test } from "vitest";
import { nameOf } from "@/lib/http/name";
import { cleanName } from "./name-text";

const Name = nameOf(100);

describe("what a name may be", () => {
  test.each([
    ["Latin", "Ann Example", "Ann Example"],
    ["space around it", "  Ann \t", "Ann"],
    ["letters and marks apart", "Zoe\u0308", "Zoë"],
    ["a family of emoji", "👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"],
    ["a heart with its variation", "❤️", "❤️"],
    ["Scotland's flag", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"],
    ["Persian with a non-joiner", "می‌خواهم", "می‌خواهم"],
    ["Sinhala with a joiner", "ශ්‍රී", "ශ්‍රී"],
    ["a Japanese variant", "葛󠄀城", "葛󠄀城"],
    ["a wide space inside", "山田　太郎", "山田　太郎"],
    ["Hebrew with a direction mark", "שלום (C)\u200f", "שלום (C)\u200f"],
    ["one digit", "7", "7"],
    ["one sign", "*", "*"],
    ["Persian that ends a Latin word", "PDF\u200cها", "PDF\u200cها"],
    ["a person at work, with a tone of skin", "👩🏽‍💻", "👩🏽‍💻"],
    ["a flag of several colours", "🏳️‍🌈", "🏳️‍🌈"],
    ["a keycap", "1️⃣", "1️⃣"],
    ["Braille with a space", "\u2813\u2800\u2811", "\u2813\u2800\u2811"],
    ["old Korean with a filler", "\u115f\u1161\u11a8", "\u115f\u1161\u11a8"],
    ["Mongolian with a variant", "\u182d\u180b\u1820", "\u182d\u180b\u1820"],
    ["a sign newer than most tables", "\u{1faef}", "\u{1faef}"],
  ])("%s", (_title, text, name) => {
    expect(Name.parse(text)).toBe(name);
  });

  test.each([
    ["nothing", ""],
    ["spaces", " \u3000\u00a0"],
    ["a zero width space", "\u200b"],
    ["a Hangul filler", "\u3164"],
    ["a halfwidth Hangul filler", "\uffa0"],
    ["a Braille blank", "\u2800"],
    ["joiners", "\u200d\u200c"],
    ["a variation selector", "\ufe0f"],
    ["a soft hyphen", "\u00ad"],
    ["a combining grapheme joiner", "\u034f"],
    ["a mark without a letter", "\u0301"],
    ["direction marks", "\u200e\u200f\u061c"],
    ["blanks of several kinds", "\u2800 \u3164\u200b"],
    ["a right-to-left override", "x\u202egnp"],
    ["an isolate", "x\u2066y"],
    ["a line feed", "Acme\nYou won: https://evil.example"],
    ["a line separator", "Acme\u2028evil"],
    ["a paragraph separator", "Acme\u2029evil"],
    ["a next-line control", "Acme\u0085evil"],
    ["a vertical tab", "Acme\u000bevil"],
    ["a null character", "Acme\0"],
    ["an escape", "Acme\u001b[31m"],
    ["a zero width space inside", "Ac\u200bme"],
    ["a Hangul filler inside", "a\u3164b"],
    ["a halfwidth filler between Korean letters", "가\uffa0나"],
    ["a Braille blank inside", "Ac\u2800me"],
    ["a blank of musical notation inside", "a\u{1d173}b"],
    ["a null notehead inside", "a\u{1d159}b"],
    ["a joiner behind a Latin letter", "paypal\u200d.com"],
    ["a non-joiner between Latin letters", "pay\u200cpal"],
    ["a joiner between Cyrillic letters", "а\u200dб"],
    ["a grapheme joiner between letters", "pay\u034fpal"],
    ["a joiner between a picture and a letter", "👩\u200dpal"],
    ["a variation of a letter", "pay\ufe0fpal"],
    ["a variation of a digit", "1\ufe0f"],
    ["an ideographic variation of a letter", "a\u{e0100}"],
    ["a direction mark in what has one direction", "paypal\u200e.com"],
    ["a Mongolian variation of a letter", "a\u180bb"],
    ["a Khmer vowel that is not drawn, behind a letter", "a\u17b4b"],
    ["half a surrogate pair", "Acme\ud83d"],
    ["letters that only machines read", "Acme\u{e0041}"],
    ["101 characters", "a".repeat(101)],
  ])("is not %s", (_title, text) => {
    expect(Name.safeParse(text).success).toBe(false);
  });
});

describe("a name of somebody else's choosing", () => {
  test.each([
    ["x\u202egnp", "x gnp"],
    ["Acme\r\n\r\nYou won", "Acme You won"],
    ["  \u200bAnn\u200b ", "Ann"],
    ["🏴󠁧󠁢󠁳󠁣󠁴󠁿 \u0007Ann", "🏴󠁧󠁢󠁳󠁣󠁴󠁿 Ann"],
    ["\ud83d Ann", "\ufffd Ann"],
    ["paypal\u200d.com", "paypal .com"],
    ["a\u3164b", "a b"],
    ["\u3164", null],
    ["", null],
    ["\u202e\u200b", null],
  ])("%j becomes %j", (text, name) => {
    expect(cleanName(text)).toBe(name);
    if (name !== null) expect(Name.parse(name)).toBe(name);
  });

  test("is cut between characters", () => {
    expect(cleanName("👩‍👩‍👧‍👦".repeat(3), 15)).toBe("👩‍👩‍👧‍👦");
  });
});
