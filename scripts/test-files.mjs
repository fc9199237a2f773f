import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folders = ["lib", "scripts", "components", "prisma"];
/** How a test file asks for a server: the runtime and its database, the one that the run started, one of its own, or a Redis. */
const databaseMarks =
  /\b(useTestRuntime|useOperatorCommands|useDatabaseBefore|startEmbeddedPostgres|startTlsPostgres|startRedisServer|openReleaseData|useLimiterBackEnd)\(|\binject\("serverUrl"\)/;

/** Test files outside a browser below `root`, as patterns, told apart by whether they need a database. */
export function findTestFiles(root) {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".test.ts"))
      .map((path) => join(folder, path).replaceAll("\\", "/")),
  );
  const needsDatabase = (file) => databaseMarks.test(readFileSync(join(root, file), "utf8"));
  return { withDatabase: files.filter(needsDatabase), alone: files.filter((file) => !needsDatabase(file)) };
}
