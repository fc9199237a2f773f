import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { judge, recordConformance } from "./conformance.mjs";

const documentOf = (...proofs: string[]) => ({
  document: "000",
  title: "Accounts",
  sections: [{ title: "Tokens", behaviours: [{ text: "A token is shown once", proofs }] }],
});
const missingIn = (proofs: string[], outcomes: [string, boolean][]) =>
  judge([documentOf(...proofs)], new Map(outcomes))[0]?.sections[0]?.behaviours[0]?.missing;

describe("judge", () => {
  it("takes a behaviour for proven only by tests that ran and passed, all of them", () => {
    const outcomes: [string, boolean][] = [
      ["a.test.ts › shows once", true],
      ["a.test.ts › rows › one", true],
      ["a.test.ts › rows › two", false],
    ];
    expect(missingIn(["a.test.ts › shows once"], outcomes)).toEqual([]);
    expect(missingIn(["a.test.ts › shows twice"], outcomes)).toEqual(["no such test ran: a.test.ts › shows twice"]);
    expect(missingIn(["a.test.ts › rows › *"], outcomes)).toEqual(["failed: a.test.ts › rows › two"]);
    expect(missingIn(["a.test.ts › rows › one"], outcomes)).toEqual([]);
    expect(missingIn(["b.test.ts › *"], outcomes)).toEqual(["no such test ran: b.test.ts › *"]);
    expect(missingIn([], outcomes)).toEqual(["no proof is named"]);
  });
});

describe("recordConformance", () => {
  let root: string;
  const reports = () => ({ vitest: join(root, "vitest.json"), playwright: join(root, "playwright.json") });

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "conformance-"));
    await mkdir(join(root, "docs/conformance"), { recursive: true });
    await mkdir(join(root, "lib"));
    const assertion = { ancestorTitles: ["tokens"], title: "are shown once", status: "passed" };
    const vitest = { testResults: [{ name: join(root, "lib/a.test.ts"), assertionResults: [assertion] }] };
    const inner = { title: "pages", specs: [{ file: "b.spec.ts", title: "show it", ok: true }] };
    const playwright = { suites: [{ title: "b.spec.ts", specs: [], suites: [inner] }] };
    await writeFile(reports().vitest, JSON.stringify(vitest));
    await writeFile(reports().playwright, JSON.stringify(playwright));
  });
  afterEach(() => rm(root, { recursive: true }));

  const declare = (...proofs: string[]) =>
    writeFile(join(root, "docs/conformance/000.json"), JSON.stringify(documentOf(...proofs)));
  const record = () => recordConformance({ root, reports: reports() });

  it("writes what both runners proved, says so once, and is content afterwards", async () => {
    await declare("lib/a.test.ts › tokens › are shown once", "e2e/b.spec.ts › pages › show it");
    await expect(record()).rejects.toThrow("out of date");
    expect(await record()).toBe(1);
    const page = JSON.parse(await readFile(join(root, "lib/conformance.json"), "utf8"));
    expect(page[0].sections[0].behaviours[0].tests).toHaveLength(2);
    expect(await readFile(join(root, "docs/conformance.md"), "utf8")).toContain("✅ A token is shown once");
  });

  it("writes nothing and names the behaviour when one is not proven", async () => {
    await declare("lib/a.test.ts › tokens › are never shown");
    await expect(record()).rejects.toThrow("000: A token is shown once");
    await expect(readFile(join(root, "docs/conformance.md"))).rejects.toThrow("ENOENT");
  });
});
