import { expect, it } from "vitest";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { holdsNull } from "./null-character";

const { open } = useTestRuntime();

/** U+0000 in every place, what looks like it and is not, and what is only written like it. */
const texts = [
  "",
  "plain",
  "\0",
  "a\0",
  "\0a",
  "a\0b",
  "a\u0001b",
  "\u2400",
  "%00",
  "\\0",
  "\\u0000",
  "é\0",
  "👩‍💻",
  "\u200b",
];

it.each(texts)("%j is said to hold U+0000 exactly when PostgreSQL's text does not take it", async (text) => {
  const stored = open()
    .database.pool.query("SELECT $1::text AS text", [text])
    .then(({ rows }) => rows[0].text === text);
  if (holdsNull(text)) await expect(stored).rejects.toThrow("0x00");
  else expect(await stored).toBe(true);
});
