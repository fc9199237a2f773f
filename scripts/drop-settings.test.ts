import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { dropSettings } from "./drop-settings.mjs";

it("no setting of the product reaches tests and benchmarks from a shell, and nothing else is taken away", () => {
  const source = readFileSync("lib/platform/settings.ts", "utf8");
  const names = [...source.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name = ""]) => name);
  expect(names).toContain("REDIS_URL");
  const env = Object.fromEntries([...names, "PORT", "PGHOST", "PATH", "HOME"].map((name) => [name, "set"]));
  dropSettings(env);
  expect(Object.keys(env)).toEqual(["PATH", "HOME"]);
});
