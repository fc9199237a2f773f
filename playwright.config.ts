import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "playwright/test";
import { serverSettings } from "./e2e/server-settings";
import { chromiumBinary } from "./scripts/ensure-chromium.mjs";

// The workers read this file too, and find in their environment what the first reading chose.
process.env.E2E_PORT ??= "3199";
process.env.E2E_DATA_DIR ??= mkdtempSync(join(tmpdir(), "latchkey-e2e-"));

const baseURL = `http://localhost:${process.env.E2E_PORT}`;
const executablePath = chromiumBinary();

export default defineConfig({
  testDir: "e2e",
  globalSetup: ["./e2e/start-stand-ins.ts", "./e2e/register-first-user.ts", "./e2e/start-accounts.ts"],
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  // Generous: two slow cores carry the server, its database and two browsers at once.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  use: {
    baseURL,
    // Recording every step costs every journey time; `E2E_TRACE=1` does so for a journey that failed.
    trace: process.env.E2E_TRACE ? "retain-on-failure" : "off",
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
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
    env: serverSettings(),
    stdout: "pipe",
    stderr: "pipe",
  },
});
