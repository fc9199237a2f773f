import { describe, expect, test } from "vitest";
import { binaryProblem, decodeAs, decodeText } from "./decode-text";

const bytes = (...values: number[]) => Uint8Array.from(values);
const utf16 = (text: string, bigEndian: boolean) => {
  const little = Buffer.from(text, "utf16le");
  return Uint8Array.from(bigEndian ? little.swap16() : little);
};

describe("a file's text", () => {
  test("is UTF-8 where it can be, with or without a mark", () => {
    expect(decodeText(Buffer.from("José;東京"), "de")).toEqual({ text: "José;東京", guessed: null });
    expect(decodeText(Buffer.from("\uFEFFJosé"), "de").text).toBe("José");
  });

  test.each([true, false])("is UTF-16 by its mark, or by its zeros (big endian: %s)", (bigEndian) => {
    expect(decodeText(utf16("\uFEFFJosé", bigEndian), "en")).toEqual({ text: "José", guessed: null });
    expect(decodeText(utf16("name;José", bigEndian), "en")).toEqual({ text: "name;José", guessed: null });
  });

  test("in an older encoding is read as the system's language has it, and says that this is a guess", () => {
    const western = bytes(0x4a, 0x6f, 0x73, 0xe9);
    expect(decodeText(western, "es-MX")).toEqual({ text: "José", guessed: "windows-1252" });
    const russian = bytes(0xcc, 0xee, 0xf1, 0xea, 0xe2, 0xe0);
    expect(decodeText(russian, "ru-RU")).toEqual({ text: "Москва", guessed: "windows-1251" });
    const japanese = bytes(0x93, 0x8c, 0x8b, 0x9e);
    expect(decodeText(japanese, "ja")).toEqual({ text: "東京", guessed: "shift_jis" });
    expect(decodeText(bytes(0xa5, 0xab), "zh-TW").guessed).toBe("big5");
    expect(decodeText(bytes(0xa5, 0xab), "zh-CN").guessed).toBe("gb18030");
    expect(decodeAs("windows-1251", russian)).toBe("Москва");
  });

  test("is not looked for in a workbook", () => {
    expect(binaryProblem(bytes(0x50, 0x4b, 3, 4, 20))).toContain("Save it as CSV");
    expect(binaryProblem(bytes(0xd0, 0xcf, 0x11, 0xe0))).toContain("Save it as CSV");
    expect(binaryProblem(Buffer.from("PK,name"))).toBeNull();
  });
});
