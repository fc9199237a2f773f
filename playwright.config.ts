import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "playwright/test";
import { choosePorts } from "./e2e/stand-in-ports";
import { gitHubClient } from "./lib/testing/github-stand-in";
import { googleClient } from "./lib/testing/google-stand-in";

// The workers read this file too, and find in their environment what the first reading chose.
process.env.E2E_PORT ??= "3199";
process.env.E2E_DATA_DIR ??= mkdtempSync(join(tmpdir(), "latchkey-e2e-"));

const baseURL = `http://localhost:${process.env.E2E_PORT}`;
const standIns = choosePorts();
const chromium = "/usr/bin/chromium";

export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/start-stand-ins.ts",
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
      // Every test comes from an address of its own; see e2e/fixtures.ts.
      TRUSTED_PROXIES: "127.0.0.1/32,::1/128",
      GITHUB_CLIENT_ID: gitHubClient.clientId,
      GITHUB_CLIENT_SECRET: gitHubClient.clientSecret,
      GITHUB_URL: `http://127.0.0.1:${standIns.github}`,
      GITHUB_API_URL: `http://127.0.0.1:${standIns.github}`,
      GOOGLE_CLIENT_ID: googleClient.clientId,
      GOOGLE_CLIENT_SECRET: googleClient.clientSecret,
      GOOGLE_ISSUER: `http://127.0.0.1:${standIns.google}`,
      REDIRECT_ORIGINS: `https://frontend.test, http://127.0.0.1:${standIns.frontend}`,
    },
    stdout: "pipe",
    stderr: "pipe",
  },
});
