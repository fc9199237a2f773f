import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^server-only$/, replacement: `${root}lib/testing/empty-module.ts` },
      { find: /^@\//, replacement: root },
    ],
  },
  test: {
    maxWorkers: 2,
    // For a slow machine that does other things as well; no test waits this long on a quiet one.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: "server",
          environment: "node",
          include: [
            "lib/**/*.test.ts",
            "scripts/**/*.test.ts",
            "components/**/*.test.ts",
            "prisma/**/*.test.ts",
            "access.config.test.ts",
          ],
          globalSetup: ["lib/testing/global-setup.ts"],
        },
      },
      {
        // Components rendered in a document of their own; they need no database.
        extends: true,
        test: {
          name: "components",
          environment: "happy-dom",
          environmentOptions: { happyDOM: { url: "http://localhost:3000/" } },
          include: ["components/**/*.test.tsx"],
          setupFiles: ["lib/testing/document.ts"],
        },
      },
    ],
  },
});
