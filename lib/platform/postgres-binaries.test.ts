import { expect, it } from "vitest";
import { runProgram } from "./postgres-binaries";

const printing = (...lines: string[]) => ({
  file: process.execPath,
  args: ["-e", `console.error(${JSON.stringify(lines.join("\n"))}); process.exit(1)`],
});

it("a program that failed is told by the line that says why, without what followed from a full disk", async () => {
  const full = printing("creating", "HINT:  Check free disk space.", "PANIC:  cannot abort transaction 1", "Aborted");
  await expect(runProgram(full)).rejects.toThrow(/ failed: HINT: {2}Check free disk space\.$/);
});

it("a program that failed for another reason is told by its last lines", async () => {
  await expect(runProgram(printing("1", "2", "3", "4", "5", "6"))).rejects.toThrow(/ failed: 2 3 4 5 6$/);
});
