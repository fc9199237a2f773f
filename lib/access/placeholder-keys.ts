import "server-only";
import { hash } from "node:crypto";

/** What a program sends that was given no key; a token as short is no imported key. */
export const shortestImportedKey = 20;

const words = [
  ...[
    "undefined",
    "null",
    "none",
    "nil",
    "nan",
    "true",
    "false",
    "test",
    "demo",
    "example",
    "secret",
    "password",
    "changeme",
  ],
  ...[
    "token",
    "key",
    "apikey",
    "api_key",
    "access_token",
    "my_api_key",
    "the_api_key",
    "your_key",
    "your_token",
    "your_secret",
  ],
  ...[
    "your_api_key",
    "your_api_key_here",
    "your_api_key_goes_here",
    "your_key_here",
    "your_token_here",
    "your_access_token",
  ],
  ...[
    "your_secret_key",
    "your_secret_key_here",
    "your_access_token_here",
    "insert_api_key_here",
    "insert_your_api_key_here",
  ],
  ...[
    "paste_your_api_key_here",
    "put_your_api_key_here",
    "enter_your_api_key_here",
    "replace_me",
    "replace_with_your_api_key",
  ],
  ...["replace_with_api_key", "test_api_key", "example_api_key", "sample_api_key", "dummy_api_key", "secret_key"],
];
const frames = [
  ["", ""],
  ["<", ">"],
  ["[", "]"],
  ["{", "}"],
  ["{{", "}}"],
  ["$", ""],
  ["${", "}"],
  ["%", "%"],
] as const;

/** What examples and broken programs send in the place of a key: whoever imported one would be shown strangers' calls. */
function* placeholders(): Generator<string> {
  yield* ["", "[object Object]", "12345678901234567890"];
  for (let length = 20; length <= 64; length += 1) for (const one of "xX*0") yield one.repeat(length);
  for (const word of words) {
    for (const spelled of [word, word.replaceAll("_", "-"), word.replaceAll("_", "")]) {
      for (const cased of [spelled, spelled.toUpperCase()]) {
        for (const [before, after] of frames) yield before + cased + after;
      }
    }
  }
}

let known: ReadonlySet<string> | null = null;

/** Whether a SHA-256, in lower-case hex, is that of what stands in the place of a key in examples and broken programs. */
export function isPlaceholder(sha256Hex: string): boolean {
  known ??= new Set([...placeholders()].map((one) => hash("sha256", one)));
  return known.has(sha256Hex);
}
