import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkFile } from "./check-imports.mjs";

const allowed: [file: string, source: string][] = [
  ["lib/access/a.ts", 'import "server-only";\nimport { clock } from "@/lib/platform/clock";'],
  ["lib/http/a.ts", 'import type { Principal } from "@/lib/access/principal";'],
  ["lib/tenancy/a.ts", 'import type { Principal } from "@/lib/access/principal";'],
  ["lib/watch/a.ts", 'import { recordEvent } from "@/lib/tenancy/events";'],
  ["lib/http/b.ts", 'import "server-only";\nimport { watches } from "@/lib/watch/watches";'],
  [
    "lib/features/tokens/a.ts",
    'import { NewToken } from "./contract";\nimport { ApiError } from "@/lib/http/api-error";',
  ],
  ["lib/contract-table.ts", 'import * as tokens from "@/lib/features/tokens/contract";'],
  ["components/tokens/a.tsx", 'import { NewToken } from "@/lib/features/tokens/contract";'],
  ["components/tokens/b.tsx", 'import {\n  Button,\n} from "@/components/ui/button";'],
  ["components/reference/a.tsx", 'import { contractTable } from "@/lib/contract-table";'],
  ["app/v1/prompts/route.ts", 'import { listPrompts } from "@/lib/features/prompts/prompts";'],
  ["lib/http/a.test.ts", 'import { callApi } from "@/lib/testing/call-api";'],
];

const forbidden: [rule: string, file: string, source: string, breach: string][] = [
  ["platform imports no layer above", "lib/platform/a.ts", 'import { x } from "@/lib/access/x";', "may not import"],
  ["access imports no layer above", "lib/access/a.ts", 'export { x } from "@/lib/http/x";', "may not import"],
  ["access knows no tenancy", "lib/access/a.ts", 'import { x } from "@/lib/tenancy/x";', "may not import"],
  ["access knows no watch", "lib/access/a.ts", 'import { x } from "@/lib/watch/x";', "may not import"],
  ["tenancy knows no watch", "lib/tenancy/a.ts", 'import { x } from "@/lib/watch/x";', "may not import"],
  ["tenancy imports no layer above", "lib/tenancy/a.ts", 'import { x } from "@/lib/http/x";', "may not import"],
  ["the watch imports no layer above", "lib/watch/a.ts", 'import { x } from "@/lib/http/x";', "may not import"],
  [
    "no layer opens the runtime",
    "lib/http/a.ts",
    'import { openRuntime } from "@/lib/open-runtime";',
    "may not import",
  ],
  ["http imports no feature", "lib/http/a.ts", 'import { x } from "@/lib/features/tokens/x";', "may not import"],
  ["a lazy import is an import", "lib/http/a.ts", 'const x = import("@/lib/features/tokens/x");', "may not import"],
  ["a feature imports no other", "lib/features/tokens/a.ts", 'import { x } from "@/lib/features/usage/x";', "may not"],
  [
    "the contract table reads contracts only",
    "lib/contract-table.ts",
    'import { x } from "@/lib/features/a/b";',
    "may not",
  ],
  ["primitives know no feature", "components/ui/a.tsx", 'import { X } from "@/components/tokens/x";', "may not import"],
  [
    "primitives know no contract",
    "components/ui/a.tsx",
    'import { X } from "@/lib/features/tokens/contract";',
    "may not",
  ],
  ["components know one feature", "components/tokens/a.tsx", 'import { X } from "@/components/usage/x";', "may not"],
  [
    "components know the contracts of one feature",
    "components/tokens/a.tsx",
    'import { X } from "@/lib/features/accounts/session-contract";',
    "may not",
  ],
  [
    "components know one contract",
    "components/tokens/a.tsx",
    'import { X } from "@/lib/features/usage/contract";',
    "may not",
  ],
  ["components run no server code", "components/tokens/a.tsx", 'import { x } from "@/lib/access/runtime";', "may not"],
  ["nothing imports app", "components/tokens/a.tsx", 'import Page from "@/app/page";', "nothing imports app"],
  ["tests do not import app either", "lib/http/a.test.ts", 'import Page from "@/app/page";', "nothing imports app"],
  [
    "the server alone reads the route files",
    "lib/features/tokens/a.ts",
    'import { routeFiles } from "@/lib/generated/route-files";',
    "only server.ts",
  ],
  ["lib/testing is for tests", "app/a.ts", 'import { x } from "@/lib/testing/x";', "lib/testing is for tests"],
  ["no way up", "lib/http/a.ts", 'import { x } from "../access/x";', "write @/"],
  ["neighbours are ./", "lib/http/a.ts", 'import { x } from "@/lib/http/x";', "write ./"],
  [
    "Node is for the server",
    "lib/http/a.ts",
    'import { x } from "node:crypto";',
    'must start with import "server-only"',
  ],
  [
    "the database is for the server",
    "lib/platform/a.ts",
    'import pg from "pg";',
    'must start with import "server-only"',
  ],
  ["contracts are pure", "lib/features/tokens/contract.ts", 'import "server-only";', "contracts are pure"],
  ["no barrels", "lib/http/index.ts", "", "does not say what is in it"],
  ["no drawers", "lib/http/utils.ts", "", "does not say what is in it"],
];

describe("the import rules", () => {
  test.each(allowed)("let %s import what it is for: %s", (file, source) => {
    expect(checkFile(file, source)).toEqual([]);
  });

  test.each(forbidden)("%s", (_rule, file, source, breach) => {
    expect(checkFile(file, source).join("\n")).toContain(breach);
  });
});

const samples: [file: string, source: string, diagnosis: string][] = [
  ["any.ts", "export const x: any = 1;", "lint/suspicious/noExplicitAny"],
  ["ts-ignore.ts", '// @ts-ignore\nexport const x: number = "1";', "lint/suspicious/noTsIgnore"],
  ["only.test.ts", 'test.only("x", () => {});', "lint/suspicious/noFocusedTests"],
  ["skip.test.ts", 'test.skip("x", () => {});', "lint/suspicious/noSkippedTests"],
  ["skipped-group.test.ts", 'describe.skip("x", () => {});', "lint/suspicious/noSkippedTests"],
  [
    "unused-import.ts",
    'import { readFile } from "node:fs";\n\nexport const x = 1;',
    "lint/correctness/noUnusedImports",
  ],
  ["unused-variable.ts", "function unused() {}\n\nexport const x = 1;", "lint/correctness/noUnusedVariables"],
  ["import-type.ts", 'import { Stats } from "node:fs";\n\nexport type X = Stats;', "lint/style/useImportType"],
  ["barrel.ts", 'export { readFile } from "node:fs";', "lint/performance/noBarrelFile"],
  ["CamelCase.ts", "export const x = 1;", "lint/style/useFilenamingConvention"],
  ["cycle-a.ts", 'import { b } from "./cycle-b";\n\nexport const a = () => b;', "lint/suspicious/noImportCycles"],
  ["cycle-b.ts", 'import { a } from "./cycle-a";\n\nexport const b = () => a;', "lint/suspicious/noImportCycles"],
  ["format.ts", "export const x = 'single'", "format"],
  [
    "order.ts",
    'import { b } from "node:url";\nimport { a } from "node:fs";\n\nexport const x = [a, b];',
    "organizeImports",
  ],
];

describe("the linter's configuration", () => {
  let room: string;
  let report: string;

  beforeAll(async () => {
    room = await mkdtemp(join(tmpdir(), "latchkey-lint-"));
    for (const name of ["biome.json", ".gitignore"]) await copyFile(name, join(room, name));
    for (const [file, source] of samples) {
      const path = join(room, "lib/sample", file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, `${source}\n`);
    }
    report = await check(room);
  });

  afterAll(() => rm(room, { recursive: true, force: true }));

  test.each(samples)("%s is refused: %s", (file, _source, diagnosis) => {
    const about = report.split("\n").filter((line) => line.includes(`lib/sample/${file}`));
    expect(about.join("\n")).toContain(diagnosis);
  });
});

/** What Biome reports about a folder, a line per diagnosis. */
function check(folder: string): Promise<string> {
  const biome = join(process.cwd(), "node_modules/@biomejs/biome/bin/biome");
  const args = [biome, "check", "--max-diagnostics=none", "--colors=off", "."];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder }, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
}
