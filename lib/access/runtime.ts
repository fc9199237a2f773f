import "server-only";
import { type Clock, systemClock } from "@/lib/platform/clock";
import { type Database, openDatabase } from "@/lib/platform/database";
import { every } from "@/lib/platform/every";
import { createJobs, type Jobs } from "@/lib/platform/jobs";
import { errorText, jsonLog, type Log } from "@/lib/platform/log";
import { openPasswords, type Passwords } from "@/lib/platform/passwords";
import { createSeals, type Seals } from "@/lib/platform/sealed";
import type { Settings } from "@/lib/platform/settings";
import { type AccessChanges, createAccessChanges } from "./access-changes";
import { type Activity, createActivity } from "./activity";
import { createCounterStore } from "./counter-store";
import { type CredentialDirectory, createCredentialDirectory } from "./credential-directory";
import { createLastUse, type LastUse } from "./last-use";
import type { Limiter } from "./limiter";
import { createLocalLimiter } from "./local-limiter";
import type { Meter } from "./meter";
import { createOAuthApps, type OAuthApps } from "./oauth-apps";
import { createOAuthTokenVerifier } from "./oauth-token";
import { type QuotaWatch, watchQuotas } from "./quota-watch";
import { createRollupMeter } from "./rollup-meter";
import { createSessionJwts, type SessionJwts } from "./session-jwt";
import { createSigningKeys, type SigningKeys, signingKeysSubject } from "./signing-keys";
import { createTrustedIssuers } from "./trusted-issuers";
import { startUpkeep } from "./upkeep";

/** What one process of the product holds open. */
export type Runtime = {
  settings: Settings;
  clock: Clock;
  log: Log;
  database: Database;
  passwords: Passwords;
  jwts: SessionJwts;
  directory: CredentialDirectory;
  changes: AccessChanges;
  limiter: Limiter;
  meter: Meter;
  lastUse: LastUse;
  activity: Activity;
  quotas: QuotaWatch;
  seals: Seals;
  signingKeys: SigningKeys;
  oauthApps: OAuthApps;
  jobs: Jobs;
  /** Writes all counters now. */
  flush(): Promise<void>;
  close(): Promise<void>;
};

export type RuntimeOptions = {
  clock?: Clock;
  log?: Log;
  /** bcrypt's cost. */
  passwordCost?: number;
  /** Connections of the pool. */
  maxConnections?: number;
};

const flushIntervalMs = 1_000;

// Every bundle of the server has its own copy of this module; the process's one runtime hangs on globalThis.
const slot = Symbol.for("latchkey.runtime");
const holder = globalThis as typeof globalThis & { [slot]?: Runtime };

/** The open runtime; throws when the server was not started through `openRuntime`. */
export function runtime(): Runtime {
  const open = holder[slot];
  if (!open) throw new Error("the runtime is not open");
  return open;
}

/** Opens the database and everything that lives as long as the process; the migrations must have been applied. */
export async function openRuntime(settings: Settings, options: RuntimeOptions = {}): Promise<Runtime> {
  const { clock = systemClock, log = jsonLog } = options;
  const database = openDatabase(settings.databaseUrl, options.maxConnections);
  const jwts = createSessionJwts(settings.jwtSecret);
  const changes = createAccessChanges({
    database,
    connectionString: settings.databaseUrl,
    log,
    forget: (subject) => {
      if (subject === signingKeysSubject) signingKeys.forget();
      directory.forget(subject);
      oauthApps.forget(subject);
    },
    forgetAll: () => {
      signingKeys.forget();
      directory.forgetAll();
      oauthApps.forgetAll();
    },
  });
  const seals = createSeals(settings.encryptionKey);
  const signingKeys = createSigningKeys({ database, seals, clock, changes });
  const directory = createCredentialDirectory({
    pool: database.pool,
    clock,
    jwts,
    verifiers: [
      createOAuthTokenVerifier({ issuer: settings.publicUrl, keys: signingKeys, pool: database.pool }),
      createTrustedIssuers({ issuers: settings.trustedIssuers, pool: database.pool, clock, log }),
    ],
    pepper: settings.keyPepper,
    isCurrent: changes.isCurrent,
  });
  const oauthApps = createOAuthApps(database, changes.isCurrent);
  const counters = createLocalLimiter(clock, createCounterStore(database.pool));
  const quotas = watchQuotas(counters);
  const { limiter } = quotas;
  const meter = createRollupMeter(database.pool);
  const lastUse = createLastUse(database.pool);
  const activity = createActivity(database, clock);
  const flush = async () => {
    const outcomes = await Promise.allSettled([limiter, meter, lastUse].map((part) => part.flush()));
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;
  };
  const guarded = (event: string, task: () => Promise<void>) => () =>
    task().catch((error: unknown) => log("error", event, { error: errorText(error) }));
  await changes.start();
  const stopFlushing = every(flushIntervalMs, guarded("flush_failed", flush));
  const stopUpkeep = startUpkeep({ database, clock, log, signingKeys });
  const passwords = openPasswords(options.passwordCost);
  const jobs = createJobs(database, clock, log);
  const opened: Runtime = {
    settings,
    clock,
    log,
    database,
    passwords,
    jwts,
    directory,
    changes,
    limiter,
    meter,
    lastUse,
    activity,
    quotas,
    seals,
    signingKeys,
    oauthApps,
    jobs,
    flush,
    async close() {
      if (holder[slot] === opened) delete holder[slot];
      await jobs.close();
      await stopFlushing();
      await stopUpkeep();
      await guarded("flush_failed", flush)();
      await changes.close();
      await passwords.close();
      await database.close();
    },
  };
  holder[slot] = opened;
  return opened;
}
