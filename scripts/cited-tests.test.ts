import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const folder = "docs/security";
const pages = readdirSync(folder)
  .filter((file) => file.endsWith(".md"))
  .map((file) => ({ page: join(folder, file), text: readFileSync(join(folder, file), "utf8") }));

/** A link to a file of tests, and the titles in quotes that follow it: `[a.test.ts](…) "one", "two"`. */
const citation = /\]\(([^)]+\.(?:test|spec)\.tsx?)\)((?::?,? "[^"]+")*)/g;
const titlesIn = (quoted: string) => [...quoted.matchAll(/"([^"]+)"/g)].map(([, title = ""]) => title);
const cited = pages.flatMap(({ page, text }) =>
  [...text.matchAll(citation)].map(([, target = "", quoted = ""]) => {
    return { page, file: join(folder, target), titles: titlesIn(quoted) };
  }),
);

/** The cells of a page's tables that have a column for tests. */
function rowsOf(name: string): string[][] {
  const text = pages.find(({ page }) => page.endsWith(name))?.text ?? "";
  const rows = text.split("\n").filter((line) => line.startsWith("| "));
  return rows.map((line) => line.split(" |").map((cell) => cell.replace(/^\|? /, "").trim()));
}

describe("what docs/security says", () => {
  it("leads to files that are there", () => {
    const targets = pages.flatMap(({ page, text }) =>
      [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = ""]) => ({ page, file: join(folder, target) })),
    );
    expect(targets.length).toBeGreaterThan(100);
    expect(targets.filter(({ file }) => !statSync(file, { throwIfNoEntry: false }))).toEqual([]);
  });

  it("names tests that are there, each under its own title", () => {
    expect(cited.length).toBeGreaterThan(100);
    const missing = cited.flatMap(({ page, file, titles }) => {
      const source = readFileSync(file, "utf8");
      const gone = titles.filter((title) => !source.includes(`"${title}"`) && !source.includes(`\`${title}\``));
      return gone.map((title) => `${page}: ${file} has no test "${title}"`);
    });
    expect(missing).toEqual([]);
  });

  it("has a test behind each requirement that it says is met, and a document or a reason behind each other one", () => {
    const rows = rowsOf("asvs.md").filter(([requirement = ""]) => /^\d\.\d/.test(requirement));
    expect(rows.length).toBeGreaterThan(60);
    const wrong = rows.filter(([, state = "", how = "", test = ""]) => {
      if (state === "met" || state === "in part") return !/\.(test|spec)\.tsx?\) "/.test(test);
      if (state === "documented") return test !== "" || !how.includes(".md)");
      return test !== "" || how === "" || !["not met", "–"].includes(state);
    });
    expect(wrong.map(([requirement]) => requirement)).toEqual([]);
  });

  it("has a test behind each attack, by its title", () => {
    const attacks = rowsOf("attacks.md").slice(1);
    expect(attacks.length).toBeGreaterThan(12);
    const untried = attacks.filter(
      (cells) => !/^-+$/.test(cells[0] ?? "") && !/\.(test|spec)\.tsx?\) "/.test(cells[2] ?? ""),
    );
    expect(untried.map(([attack]) => attack)).toEqual([]);
  });
});
