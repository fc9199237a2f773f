import { expect, it } from "vitest";
import { countTurns } from "@/lib/testing/count-turns";
import { fileResponse } from "./file-response";

it("a file lets others have their turn between any two of its pieces", async () => {
  const { turns, stop } = countTurns();
  const seen: number[] = [];
  async function* pieces() {
    for (const piece of ["a", "b", "c", "d"]) {
      seen.push(turns());
      yield piece;
    }
  }
  const text = await fileResponse({ type: "text/csv", filename: "x.csv", pieces: pieces() }).text();
  stop();
  expect(text).toBe("abcd");
  expect(new Set(seen).size).toBe(4);
});

it("a file whose client has gone is read no further", async () => {
  let ended = false;
  async function* pieces() {
    try {
      for (;;) yield "piece";
    } finally {
      ended = true;
    }
  }
  const reader = fileResponse({ type: "text/csv", filename: "x.csv", pieces: pieces() }).body?.getReader();
  await reader?.read();
  await reader?.cancel();
  expect(ended).toBe(true);
});
