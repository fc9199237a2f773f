/** Encodings that spreadsheets save text in where it is not UTF-8, by the languages of the systems that use them. */
export const legacyEncodings = [
  { id: "windows-1252", label: "Western European", languages: [] },
  { id: "windows-1250", label: "Central European", languages: ["pl", "cs", "sk", "hu", "sl", "hr", "bs", "ro", "sq"] },
  { id: "windows-1251", label: "Cyrillic", languages: ["ru", "uk", "bg", "be", "sr", "mk", "kk", "mn"] },
  { id: "windows-1253", label: "Greek", languages: ["el"] },
  { id: "windows-1254", label: "Turkish", languages: ["tr", "az"] },
  { id: "windows-1255", label: "Hebrew", languages: ["he"] },
  { id: "windows-1256", label: "Arabic", languages: ["ar", "fa", "ur"] },
  { id: "windows-1257", label: "Baltic", languages: ["et", "lv", "lt"] },
  { id: "windows-1258", label: "Vietnamese", languages: ["vi"] },
  { id: "windows-874", label: "Thai", languages: ["th"] },
  { id: "shift_jis", label: "Japanese", languages: ["ja"] },
  { id: "gb18030", label: "Simplified Chinese", languages: ["zh"] },
  { id: "big5", label: "Traditional Chinese", languages: ["zh-tw", "zh-hk", "zh-hant"] },
  { id: "euc-kr", label: "Korean", languages: ["ko"] },
  { id: "macintosh", label: "Mac Western", languages: [] },
] as const;

export type LegacyEncoding = (typeof legacyEncodings)[number]["id"];

/** A file's text; `guessed` is the encoding where the bytes do not say it, which a person has to confirm. */
export type DecodedText = { text: string; guessed: LegacyEncoding | null };

/** Decodes text by its byte order mark, else as UTF-8, else as what spreadsheets save on a system of this language (BCP 47). */
export function decodeText(bytes: Uint8Array, language: string): DecodedText {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return { text: decodeAs("utf-16le", bytes), guessed: null };
  if (first === 0xfe && second === 0xff) return { text: decodeAs("utf-16be", bytes), guessed: null };
  // Text of UTF-16 without a mark: Latin letters have a zero in every other byte.
  if (second === 0 && first !== 0 && bytes[3] === 0) return { text: decodeAs("utf-16le", bytes), guessed: null };
  if (first === 0 && second !== 0 && third === 0) return { text: decodeAs("utf-16be", bytes), guessed: null };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), guessed: null };
  } catch {
    const guessed = encodingOf(language);
    return { text: decodeAs(guessed, bytes), guessed };
  }
}

/** Decodes text as one encoding, without a byte order mark. */
export function decodeAs(encoding: LegacyEncoding | "utf-16le" | "utf-16be", bytes: Uint8Array): string {
  return new TextDecoder(encoding).decode(bytes);
}

/** Why a file is no text at all, or null. */
export function binaryProblem([first, second, third, fourth]: Uint8Array): string | null {
  const isZip = first === 0x50 && second === 0x4b && third === 0x03 && fourth === 0x04;
  const isOldOffice = first === 0xd0 && second === 0xcf && third === 0x11 && fourth === 0xe0;
  return isZip || isOldOffice ? "This is a workbook. Save it as CSV in your spreadsheet, and choose that file" : null;
}

function encodingOf(language: string): LegacyEncoding {
  const wanted = language.toLowerCase();
  const fits = ({ languages }: (typeof legacyEncodings)[number]) =>
    languages.some((one) => wanted === one || wanted.startsWith(`${one}-`));
  // The longer tag decides: zh-TW before zh.
  return (legacyEncodings.findLast(fits) ?? legacyEncodings[0]).id;
}
