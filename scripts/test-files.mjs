import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folders = ["lib", "scripts", "components", "prisma"];
/** How a test file asks for a server: the runtime and its database, the one that the run started, one of its own, or a Redis. */
const databaseMarks =
  /\b(useTestRuntime|useDatabaseBefore|startEmbeddedPostgres|startTlsPostgres|startRedisServer|openReleaseData|useLimiterBackEnd)\(|\binject\("serverUrl"\)/;

/** How a test file replaces a module for itself: it cannot share loaded modules with others. */
const ownModulesMark = /\bvi\.mock\(/;

/**
 * Test files outside a browser below `root`, as patterns, told apart by whether they need a database, and of these by
 * whether they need modules of their own.
 */
export function findTestFiles(root) {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".test.ts"))
      .map((path) => join(folder, path).replaceAll("\\", "/")),
  );
  const kindOf = (file) => {
    const source = readFileSync(join(root, file), "utf8");
    if (!databaseMarks.test(source)) return "alone";
    return ownModulesMark.test(source) ? "apart" : "withDatabase";
  };
  const of = (kind) => files.filter((file) => kindOf(file) === kind);
  return { withDatabase: of("withDatabase"), apart: of("apart"), alone: of("alone") };
}
