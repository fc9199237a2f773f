import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkFile, zones } from "./check-imports.mjs";

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
  ["components/ui/use-list.ts", 'import { useInfiniteQuery } from "@tanstack/react-query";'],
  ["components/ui/data-table.tsx", 'import { Table, TBody } from "./table";'],
  ["components/usage/usage-table.tsx", 'import { Table, TBody } from "@/components/ui/table";'],
  ["components/tokens/c.test.tsx", 'import { Table } from "@/components/ui/table";'],
  ["components/ui/page-form.tsx", "<form noValidate />"],
  ["components/oauth/consent-form.tsx", '<form method="post" />'],
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
  ["nor does what opens it know http", "lib/open-runtime.ts", 'import { x } from "@/lib/http/x";', "may not import"],
  ["what opens the product knows no http", "lib/open-product.ts", 'import { x } from "@/lib/http/x";', "may not"],
  ["jobs know no http", "lib/background.ts", 'import { x } from "@/lib/http/x";', "may not import"],
  ["the shipped catalogue is data", "access.config.ts", 'import { x } from "@/lib/platform/x";', "may not import"],
  ["the client knows contracts only", "lib/client/a.ts", 'import { x } from "@/lib/http/gate";', "may not import"],
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
  ["the frame knows no feature", "components/layout/a.tsx", 'import { x } from "@/components/tokens/x";', "may not"],
  ["the overview knows the whole table", "components/overview/a.tsx", 'import "@/lib/features/a/contract";', "may not"],
  ["pages know no script", "app/a.tsx", 'import { x } from "@/scripts/x.mjs";', "may not import"],
  ["the server knows no component", "server.ts", 'import { x } from "@/components/ui/x";', "may not import"],
  ["the middleware knows no component", "middleware.ts", 'import { x } from "@/components/ui/x";', "may not"],
  ["Next's start knows one module", "instrumentation.ts", 'import { x } from "@/lib/http/x";', "may not import"],
  ["a process of Next knows no component", "next-process.ts", 'import { x } from "@/components/ui/x";', "may not"],
  ["scripts know no component", "scripts/a.ts", 'import { x } from "@/components/ui/x";', "may not import"],
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
  [
    "lists are loaded by their frames",
    "components/tokens/a.tsx",
    'import { useInfiniteQuery } from "@tanstack/react-query";',
    "loaded by useList",
  ],
  [
    "rows are drawn by their frames",
    "components/tokens/a.tsx",
    'import {\n  Table,\n  TBody,\n} from "@/components/ui/table";',
    "drawn by TableList",
  ],
  ["in components/ui too", "components/ui/a.tsx", 'import { Table } from "./table";', "drawn by TableList"],
  ["forms stand in their frames", "components/tokens/a.tsx", "<form onSubmit={send} />", "FormDialog or PageForm"],
  ["so do those of pages", "app/page.tsx", "<form\n  noValidate\n/>", "FormDialog or PageForm"],
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

  test("of each zone are proven to fire", () => {
    const decided = forbidden
      .filter(([, , , breach]) => breach.startsWith("may not"))
      .map(([, file]) => zones.find(({ zone }) => zone.test(file)));
    expect(zones.filter((zone) => !decided.includes(zone)).map(({ zone }) => String(zone))).toEqual([]);
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
  ["unused-parameter.ts", "export function x(unused: number) {}", "lint/correctness/noUnusedFunctionParameters"],
  ["unused-member.ts", "export class X {\n  #unused = 1;\n}", "lint/correctness/noUnusedPrivateClassMembers"],
  [
    "node-protocol.ts",
    'import { readFile } from "fs";\n\nexport const x = readFile;',
    "lint/style/useNodejsImportProtocol",
  ],
  [
    "floating-promise.ts",
    "async function send() {}\n\nexport function x() {\n  send();\n}",
    "lint/nursery/noFloatingPromises",
  ],
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

  test("each rule that it switches on is proven to fire", async () => {
    const { linter } = JSON.parse(await readFile("biome.json", "utf8"));
    const rules = Object.entries<Record<string, unknown>>(linter.rules).flatMap(([group, named]) =>
      group === "preset" ? [] : Object.keys(named).map((rule) => `lint/${group}/${rule}`),
    );
    expect(rules.length).toBeGreaterThan(10);
    expect(rules.filter((rule) => !samples.some(([, , diagnosis]) => diagnosis === rule))).toEqual([]);
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
