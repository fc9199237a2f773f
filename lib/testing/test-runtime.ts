import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { holdRuntime, type OpenRuntime, openRuntime, type RuntimeOptions } from "@/lib/open-runtime";
import type { Log } from "@/lib/platform/log";
import { usualPoolSizes } from "@/lib/platform/pool-sizes";
import type { ProcessRow } from "@/lib/platform/process-row";
import type { Settings } from "@/lib/platform/settings";
import { dropDatabase } from "./drop-database";
import { createTestClock, type TestClock } from "./test-clock";
import { claimTestPlace } from "./test-place";
import { noteTold, tellOnFailure } from "./told-on-failure";

/** Where the test clock starts: a Wednesday noon, well inside a minute, a day and a month. */
export const testStart = "2026-06-10T12:00:20.000Z";

/** A busy machine takes longer than the product may: what holds of its limits is tested with those of the product. */
export const patientLimits: NonNullable<RuntimeOptions["databaseLimits"]> = {
  turnMs: 30_000,
  connectMs: 30_000,
  untilConnectedMs: 60_000,
  statementMs: 60_000,
  lockMs: 30_000,
  idleInTransactionMs: 30_000,
  beginMs: 60_000,
  transactionMs: 60_000,
};

const noteLogged: Log = (level, event, fields) => {
  if (level === "warn" || level === "error") noteTold(`${level} ${event} ${JSON.stringify(fields ?? {})}`);
};
const forTests: RuntimeOptions = { passwordCost: 4, log: noteLogged, databaseLimits: patientLimits };

/** The runtime's own options, and settings that differ from a test's usual ones. */
export type TestRuntimeOptions = Omit<RuntimeOptions, "clock" | "row"> & {
  settings?: Partial<Settings>;
  /** Of a Redis that the test has started before: limits are counted there. */
  redisUrl?: () => string;
};

/** Opens the product's runtime for a test file: a database of its own, a clock that the tests move, the fastest bcrypt. */
export function useTestRuntime(options: TestRuntimeOptions = {}): { clock: TestClock; open: () => OpenRuntime } {
  const clock = createTestClock(testStart);
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  let opened: OpenRuntime | undefined;
  let row: ProcessRow | undefined;
  tellOnFailure();
  beforeAll(async () => {
    // Page by page through the log, as PostgreSQL would else, takes up to twenty times as long.
    await onServer(`CREATE DATABASE ${name} TEMPLATE ${inject("templateDatabase")} STRATEGY FILE_COPY`);
    const { settings: own, redisUrl, ...others } = options;
    const settings = { ...testSettings(databaseUrl(name)), ...own, redisUrl: redisUrl?.() ?? null };
    if (redisUrl) row = await claimTestPlace(settings.databaseUrl, true);
    opened = await openRuntime(settings, { ...forTests, ...others, clock, ...(row ? { row } : {}) });
  });
  afterAll(async () => {
    await opened?.close();
    await row?.leave();
    await rm(dirname(journalOf(name)), { recursive: true, force: true });
    await dropDatabase(onServer, name);
  });
  return {
    clock,
    open() {
      if (!opened) throw new Error("the test runtime opens before the first test");
      return opened;
    },
  };
}

/** The runtime of another process on the same database and clock; the code under test keeps finding the first. */
export async function openBeside(first: OpenRuntime): Promise<OpenRuntime> {
  const second = await openRuntime(first.settings, { ...forTests, clock: first.clock });
  holdRuntime(first);
  return second;
}

/** The runtime of a process that was started with other settings in the first one's place: the code under test finds it. */
export async function openInPlace(first: OpenRuntime, own: Partial<Settings>): Promise<OpenRuntime> {
  return openRuntime({ ...first.settings, ...own }, { ...forTests, clock: first.clock });
}

/** Of the database's processes alone: all databases of a run are copies of one, with one identity. */
function journalOf(databaseName: string): string {
  return join(tmpdir(), databaseName, "journal");
}

/** Settings of a test: secrets that are only ever used here. */
export function testSettings(databaseUrl: string): Settings {
  return {
    databaseUrl,
    redisUrl: null,
    limitsWithoutRedis: "refuse",
    poolSizes: usualPoolSizes,
    migratesOnStart: true,
    jwtSecret: "test-jwt-secret-".repeat(3),
    nextAuthSecret: "test-next-auth-secret-".repeat(2),
    keyPepper: "test-key-pepper-".repeat(3),
    encryptionKey: "test-encryption-key-".repeat(2),
    formerSecrets: { jwtSecret: [], nextAuthSecret: [], keyPepper: [], encryptionKey: [] },
    sessionLifetimeSeconds: 7 * 86_400,
    sessionIdleMs: null,
    passwordMinLength: 8,
    pwnedPasswordsUrl: null,
    secretScanningKeysUrl: null,
    publicUrl: "http://localhost:3000",
    adminEmails: [],
    firstAdministrator: "anybody",
    registration: { mode: "open" },
    billingContact: null,
    smtpUrl: null,
    mailFrom: "Latchkey <noreply@example.test>",
    github: null,
    google: null,
    oidc: [],
    redirectOrigins: [],
    oauthRedirectSchemes: [],
    trustedIssuers: [],
    outboundAllow: [],
    portalOutboundAllow: [],
    dnsServers: [],
    journal: {
      folder: journalOf(databaseUrl.split("/").at(-1) || "no-database"),
      syncs: false,
      mostBytes: 1_000_000_000,
    },
    telemetry: { metrics: false, traces: false },
    requestLog: false,
    metrics: { port: null, host: "127.0.0.1", token: null },
  };
}

function databaseUrl(name: string): string {
  const url = new URL(inject("serverUrl"));
  url.pathname = `/${name}`;
  return url.toString();
}

/** Runs a statement on the server that the run has started, outside every test's database. */
export async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject("serverUrl") });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
