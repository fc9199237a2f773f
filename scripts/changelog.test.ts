import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { releaseChanges } from "./changelog.mjs";

const before = "# Changes\n\nWords.\n\n## Unreleased\n\n- New.\n\n## 1.0.0 (2026-01-01)\n\n- Old.\n";

describe("a release", () => {
  it("puts what was unreleased under its version and date, and leaves an empty section above", () => {
    expect(releaseChanges(before, "1.1.0", "2026-02-03")).toBe(
      "# Changes\n\nWords.\n\n## Unreleased\n\n## 1.1.0 (2026-02-03)\n\n- New.\n\n## 1.0.0 (2026-01-01)\n\n- Old.\n",
    );
  });

  it("is refused where nothing changed, and for a version that is there already", () => {
    const after = releaseChanges(before, "1.1.0", "2026-02-03");
    expect(() => releaseChanges(after, "1.2.0", "2026-02-04")).toThrow("nothing that is unreleased");
    expect(() => releaseChanges(before, "1.0.0", "2026-02-04")).toThrow("has 1.0.0 already");
    expect(() => releaseChanges("# Changes\n", "1.0.0", "2026-02-04")).toThrow("no section Unreleased");
  });
});

it("the version of the product is the newest of its changelog", () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  const [, newest] = /^## (\d[^\s]*)/m.exec(readFileSync("CHANGELOG.md", "utf8")) ?? [];
  expect(newest).toBe(version);
});
