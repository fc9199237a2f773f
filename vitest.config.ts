import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { findTestFiles } from "./scripts/test-files.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));
const { withDatabase, alone } = findTestFiles(root);

export default defineConfig({
  resolve: {
    alias: [
      { find: /^server-only$/, replacement: `${root}lib/testing/empty-module.ts` },
      { find: /^@\//, replacement: root },
    ],
  },
  test: {
    // One more than the cores that every machine has: many files wait for processes that they start and kill.
    maxWorkers: 3,
    // For a slow machine that does other things as well; no test waits this long on a quiet one.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "database",
          environment: "node",
          // One load of the modules for all files of a worker; each file opens a runtime and a database of its own.
          isolate: false,
          include: withDatabase,
          globalSetup: [
            "lib/testing/route-index-setup.ts",
            "lib/testing/child-modules-setup.ts",
            "lib/testing/global-setup.ts",
          ],
        },
      },
      {
        // What `npm run test:quick` runs, with the components.
        extends: true,
        test: {
          name: "alone",
          environment: "node",
          // One load of the modules for all files of a worker: none of these leaves anything behind.
          isolate: false,
          include: alone,
          globalSetup: ["lib/testing/route-index-setup.ts"],
        },
      },
      {
        // Components rendered in a document of their own; they need no database.
        extends: true,
        test: {
          name: "components",
          isolate: false,
          environment: "happy-dom",
          environmentOptions: { happyDOM: { url: "http://localhost:3000/" } },
          include: ["components/**/*.test.tsx"],
          setupFiles: ["lib/testing/document.ts"],
        },
      },
    ],
  },
});
