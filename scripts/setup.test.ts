import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { isSameSet } from "./setup.mjs";

describe("isSameSet", () => {
  const locked = {
    "": { version: "0.1.0" },
    "node_modules/a": { version: "1.0.0" },
    "node_modules/b-darwin": { version: "1.0.0", optional: true },
  };
  const a = { "node_modules/a": { version: "1.0.0" } };

  test("takes an installation without other platforms' packages", () => {
    expect(isSameSet(locked, a)).toBe(true);
    expect(isSameSet(locked, { ...a, "node_modules/b-darwin": { version: "1.0.0" } })).toBe(true);
  });

  test.each([
    ["lacks a package", {}],
    ["has another version", { "node_modules/a": { version: "1.0.1" } }],
    ["has another version of an optional package", { ...a, "node_modules/b-darwin": { version: "2.0.0" } }],
    ["has a package that is no longer wanted", { ...a, "node_modules/c": { version: "1.0.0" } }],
  ])("refuses one that %s", (_, installed) => {
    expect(isSameSet(locked, installed)).toBe(false);
  });
});

/** Packages that a module needs to be there before its first line runs, with the modules that it imports. */
function packagesOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  // What stands below the first statement may be the text of another file.
  const [head = ""] = readFileSync(file, "utf8").split(/^(?=(?:export )?(?:async |const|let|function|class|process))/m);
  const imports = head.matchAll(/^import\s[^"';]*?"([^"]+)";$/gm);
  const specifiers = [...imports].flatMap(([, specifier]) => specifier ?? []);
  return specifiers.flatMap((specifier) => {
    if (specifier.startsWith("node:")) return [];
    return specifier.startsWith(".") ? packagesOf(join(dirname(file), specifier), seen) : [`${file}: ${specifier}`];
  });
}

describe("a clone without packages", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
  const commands = Object.entries(scripts).map(([name, line]) => [name, line.replace(/^.*node (\S+\.mjs).*$/, "$1")]);

  test.each(commands)("can begin with npm run %s, which installs them", (_, file = "") => {
    expect(packagesOf(file)).toEqual([]);
    expect(packagesOf("scripts/prisma-adapter.mjs")).not.toEqual([]);
  });
});
