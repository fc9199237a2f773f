import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "playwright/test";
import { operatorEmail, peopleOperatorEmail } from "./e2e/operator-email";
import { standInSettings } from "./e2e/stand-in-settings";

// The workers read this file too, and find in their environment what the first reading chose.
process.env.E2E_PORT ??= "3199";
process.env.E2E_DATA_DIR ??= mkdtempSync(join(tmpdir(), "latchkey-e2e-"));

const baseURL = `http://localhost:${process.env.E2E_PORT}`;
const chromium = "/usr/bin/chromium";

export default defineConfig({
  testDir: "e2e",
  globalSetup: ["./e2e/start-stand-ins.ts", "./e2e/register-first-user.ts"],
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  // Generous: two slow cores carry the server, its database and two browsers at once.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    baseURL,
    trace: "retain-on-failure",
    launchOptions: {
      ...(existsSync(chromium) ? { executablePath: chromium } : {}),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
    permissions: ["clipboard-read", "clipboard-write"],
    viewport: { width: 1280, height: 800 },
  },
  webServer: {
    command: "node scripts/start.mjs",
    url: `${baseURL}/icon.svg`,
    timeout: 180_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 20_000 },
    env: {
      PORT: process.env.E2E_PORT,
      LATCHKEY_DATA_DIR: process.env.E2E_DATA_DIR,
      ADMIN_EMAILS: `${operatorEmail}, ${peopleOperatorEmail}`,
      // Every test comes from an address of its own; see e2e/fixtures.ts.
      TRUSTED_PROXIES: "127.0.0.1/32,::1/128",
      ...standInSettings(),
    },
    stdout: "pipe",
    stderr: "pipe",
  },
});
