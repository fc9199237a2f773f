import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Two tests that fail, and one that does not, as another run of the runner sees them. */
const suite = `
import { noteTold, tellOnFailure } from "${root}lib/testing/told-on-failure.ts";
tellOnFailure();
it("passes", () => noteTold("of another test"));
it("fails after a refusal", () => {
  for (let place = 1; place <= 11; place += 1) noteTold("refusal " + place);
  noteTold("y".repeat(400));
  expect(1).toBe(2);
});
it("fails by itself", () => expect(1).toBe(3));
`;

/** The report of a run of the tests in a folder. */
function run(folder: string): Promise<string> {
  const args = ["node_modules/vitest/vitest.mjs", "run", "--globals", `--root=${folder}`, "--reporter=json"];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, env: { ...process.env, NODE_ENV: "test" } }, (_error, stdout) =>
      resolve(stdout),
    );
  });
}

it("a failed test says what the product said during it, bounded, and nothing of other tests", async () => {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-told-"));
  try {
    await writeFile(join(folder, "one.test.ts"), suite);
    const report: { testResults: { assertionResults: { title: string; failureMessages: string[] }[] }[] } = JSON.parse(
      await run(folder),
    );
    const said = new Map(
      report.testResults[0]?.assertionResults.map(({ title, failureMessages }) => [title, failureMessages.join("\n")]),
    );
    const lines = said.get("fails after a refusal")?.split("\n") ?? [];
    const from = lines.indexOf("the product said meanwhile:");
    expect(from).toBeGreaterThan(0);
    expect(lines.slice(from + 1, from + 11)).toEqual([
      ...[3, 4, 5, 6, 7, 8, 9, 10, 11].map((place) => `  refusal ${place}`),
      `  ${"y".repeat(300)}…`,
    ]);
    expect(lines[from + 11]).toMatch(/^ {4}at .*one\.test\.ts/);
    expect(said.get("fails by itself")).toContain("expected 1 to be 3");
    expect(said.get("fails by itself")).not.toContain("meanwhile");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
