import { expect, test } from "vitest";
import { timed } from "./timed.mjs";

test("long work tells that it began, how long it has been at it and how far it is, and how long it took", async () => {
  const lines: string[] = [];
  let goOn: () => void = () => undefined;
  const seenTwice = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const progress = (line: string) => {
    lines.push(line);
    if (lines.length === 3) goOn();
  };
  const done = await timed("Building", progress, () => seenTwice.then(() => "built"), {
    detail: () => "page 3 of 9",
    intervalMs: 1,
  });
  expect(done).toBe("built");
  expect(lines[0]).toBe("Building …");
  for (const line of lines.slice(1, -1)) expect(line).toMatch(/^Building … \d+ s: page 3 of 9$/);
  expect(lines.at(-1)).toMatch(/^Building: done in \d+ s$/);
});

test("work that fails is not told as done", async () => {
  const lines: string[] = [];
  await expect(
    timed(
      "Building",
      (line) => lines.push(line),
      () => Promise.reject(new Error("no")),
    ),
  ).rejects.toThrow("no");
  expect(lines).toEqual(["Building …"]);
});
