import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { nodeProblem } from "./node-version.mjs";

it("a Node that package.json asks for will do, and any other is named with what to install", () => {
  const { engines } = JSON.parse(readFileSync("package.json", "utf8"));
  expect(engines.node).toBe(">=20.19 <21 || >=22.12");
  for (const version of ["20.19.0", "20.20.2", "22.12.0", "22.23.3", "23.0.0", "24.21.0"]) {
    expect(nodeProblem(version)).toBeUndefined();
  }
  for (const version of ["18.20.4", "20.18.9", "21.7.3", "22.11.0"]) {
    expect(nodeProblem(version)).toBe(`Node ${version} is too old, or of a line without long support: install Node 24`);
  }
});
