import "server-only";
import { createAccessChanges } from "@/lib/access/access-changes";
import { openAuditMarks } from "@/lib/access/audit-marks";
import { catalogueSubject, createCatalogueFeed } from "@/lib/access/catalogue-feed";
import { createCounterStore } from "@/lib/access/counter-store";
import { createCredentialDirectory } from "@/lib/access/credential-directory";
import { createHashRenewals } from "@/lib/access/hash-renewals";
import { healthChecks } from "@/lib/access/health-checks";
import { createIdentityKeys } from "@/lib/access/identity-keys";
import { createLastUse } from "@/lib/access/last-use";
import { createLedger } from "@/lib/access/ledger";
import { createLimitNamespaces } from "@/lib/access/limit-namespaces";
import { createOAuthApps } from "@/lib/access/oauth-apps";
import { createOAuthTokenVerifier } from "@/lib/access/oauth-token";
import { openLedger } from "@/lib/access/open-ledger";
import { openLimiter } from "@/lib/access/open-limiter";
import { openPeppers } from "@/lib/access/open-peppers";
import { createPartnerKeys } from "@/lib/access/partner-keys";
import { createRecentRequests } from "@/lib/access/recent-requests";
import { type Runtime, runtimeSlot } from "@/lib/access/runtime";
import { createSessionJwts } from "@/lib/access/session-jwt";
import { createSigningKeys, signingKeysSubject } from "@/lib/access/signing-keys";
import { createSlowKeys } from "@/lib/access/slow-keys";
import { createStoring } from "@/lib/access/storing";
import { createTrustedIssuers } from "@/lib/access/trusted-issuers";
import { awaitDatabase } from "@/lib/platform/await-database";
import { type Clock, systemClock } from "@/lib/platform/clock";
import { type DatabaseLimits, openDatabase } from "@/lib/platform/database";
import { every } from "@/lib/platform/every";
import { createHealth } from "@/lib/platform/health";
import { createJobs } from "@/lib/platform/jobs";
import { noteUse } from "@/lib/platform/known-secrets";
import { jsonLog, type Log } from "@/lib/platform/log";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { openPasswords } from "@/lib/platform/passwords";
import type { ProcessRow } from "@/lib/platform/process-row";
import { createSeals } from "@/lib/platform/sealed";
import type { Fingerprints } from "@/lib/platform/secrets-mark";
import type { Settings } from "@/lib/platform/settings";
import { isStopping } from "@/lib/platform/stopping";
import { admitCustomer } from "@/lib/tenancy/admit-customer";
import { startUpkeep } from "@/lib/tenancy/upkeep";
import { createActivity } from "@/lib/watch/activity";
import { watchBudgets } from "@/lib/watch/budget-watch";
import { createCreditWatch } from "@/lib/watch/credit-watch";
import { createHealthHistory } from "@/lib/watch/health-history";
import { watchQuotas } from "@/lib/watch/quota-watch";
import { createRefusedChanges } from "@/lib/watch/refused-changes";
import { type Watches, watchSlot } from "@/lib/watch/watches";

/** A runtime as its opener gets it, with what watches the traffic. */
export type OpenRuntime = Runtime & Watches;

export type RuntimeOptions = {
  clock?: Clock;
  log?: Log;
  /** bcrypt's cost. */
  passwordCost?: number;
  /** Threads that hash passwords. */
  passwordWorkers?: number;
  /** Connections of the features' pool, where it is not what the settings say. */
  maxConnections?: number;
  /** The process's place among those that serve the database; an operator's command has none, and counts nothing. */
  row?: ProcessRow;
  /** Of the secrets that this process works with, which it then notes as long as it runs. */
  fingerprints?: Fingerprints;
  /** How long requests wait for the database, where it is not as long as the product lets them. */
  databaseLimits?: Partial<DatabaseLimits>;
};

const flushIntervalMs = 1_000;
const noteEveryMs = 60_000;

/** Makes a runtime the one that the whole process finds. */
export function holdRuntime(opened: OpenRuntime): void {
  runtimeSlot.hold(opened);
  watchSlot.hold(opened);
}

/** Opens the database and everything that lives as long as the process; the migrations must have been applied. */
export async function openRuntime(settings: Settings, options: RuntimeOptions = {}): Promise<OpenRuntime> {
  const { clock = systemClock, log = jsonLog } = options;
  const features = options.maxConnections ?? settings.poolSizes.features;
  const database = openDatabase(settings.databaseUrl, { ...settings.poolSizes, features }, options.databaseLimits);
  await awaitDatabase(database);
  const former = settings.formerSecrets;
  const jwts = createSessionJwts(settings.jwtSecret, former.jwtSecret);
  const identityKeys = createIdentityKeys(settings.jwtSecret, former.jwtSecret);
  const { peppers, current: pepper } = await openPeppers(database.gate, settings);
  const hashRenewals = createHashRenewals(database.flush, peppers, pepper);
  const changes = createAccessChanges({
    database,
    connectionString: settings.databaseUrl,
    log,
    forget: (subject) => {
      if (subject === signingKeysSubject) signingKeys.forget();
      if (subject === catalogueSubject) catalogue.forget();
      directory.forget(subject);
      oauthApps.forget(subject);
      limitNamespaces.forget(subject);
    },
    forgetAll: () => {
      signingKeys.forget();
      catalogue.forget();
      directory.forgetAll();
      oauthApps.forgetAll();
      limitNamespaces.forgetAll();
    },
  });
  const catalogue = createCatalogueFeed({
    pool: database.gate,
    log,
    isCurrent: changes.isCurrent,
    // Records hold plans and scopes of the catalogue that they were read under.
    replaced: () => directory.forgetAll(),
  });
  const seals = createSeals(settings.encryptionKey, former.encryptionKey);
  const auditMarks = await openAuditMarks(database.gate, seals);
  const signingKeys = createSigningKeys({ database, seals, clock, changes });
  const passwords = openPasswords(options.passwordCost, options.passwordWorkers);
  const slowKeys = createSlowKeys({ pool: database.gate, clock, passwords });
  const directory = createCredentialDirectory({
    pool: database.gate,
    clock,
    jwts,
    verifiers: [
      createOAuthTokenVerifier({ issuer: settings.publicUrl, keys: signingKeys, pool: database.gate }),
      createTrustedIssuers({ issuers: settings.trustedIssuers, pool: database.gate, clock, log, admitCustomer }),
    ],
    peppers,
    hashRenewals,
    slowKeys,
    sessionIdleMs: settings.sessionIdleMs,
    isCurrent: (readMs = Number.NEGATIVE_INFINITY) => changes.isCurrent(Math.min(readMs, catalogue.readMs())),
    catalogueUnsure: catalogue.unsure,
  });
  const oauthApps = createOAuthApps({ database, clock, isCurrent: changes.isCurrent });
  const limitNamespaces = createLimitNamespaces({ pool: database.gate, isCurrent: changes.isCurrent });
  const store = createCounterStore(database.gate);
  const { row } = options;
  const ledger = row
    ? await openLedger({ pool: database.flush, store, log, settings: settings.journal, row })
    : createLedger(database.flush, store, log);
  const limits = await openLimiter({ settings, row, pool: database.gate, store, ledger, log, clock });
  const credits = createCreditWatch();
  const budgets = watchBudgets(limits.limiter);
  const quotas = watchQuotas(budgets.limiter, credits);
  const { limiter } = quotas;
  const lastUse = createLastUse(database.flush);
  const recentRequests = createRecentRequests(database.flush);
  const activity = createActivity(database, clock);
  const storing = createStoring([ledger, lastUse, recentRequests, hashRenewals]);
  const { flush } = storing;
  const guarded = (event: string, task: () => Promise<void>) => () =>
    task().catch((error: unknown) => log("error", event, { ...errorFields(error) }));
  await changes.start();
  await catalogue.behind();
  const stopFlushing = every(flushIntervalMs, guarded("flush_failed", flush));
  const { fingerprints } = options;
  const note = fingerprints && guarded("secrets_not_noted", () => noteUse(database.flush, fingerprints));
  const stopNoting = note ? every(noteEveryMs, note) : async () => undefined;
  // What runs for a command, or in a test, is no server: it clears nothing away at a moment of its own.
  const stopUpkeep = row ? startUpkeep({ database, clock, log, signingKeys, auditMarks }) : async () => undefined;
  const jobs = createJobs(database, clock, log);
  const health = createHealth({
    checks: healthChecks({
      settings,
      pool: database.gate,
      storing,
      redis: limits.redis,
      ledger,
      changes,
      catalogue,
      row,
    }),
    isStopping,
    log,
  });
  const healthHistory = createHealthHistory({ pool: database.flush, health, clock, log });
  // An operator's command is no part of what people see.
  if (row) healthHistory.start();
  const opened: OpenRuntime = {
    settings,
    clock,
    log,
    database,
    passwords,
    jwts,
    directory,
    changes,
    catalogue,
    limiter,
    liveCounts: limits.liveCounts,
    limitNamespaces,
    ledger,
    lastUse,
    recentRequests,
    activity,
    quotas,
    credits,
    budgets,
    seals,
    peppers,
    auditMarks,
    hashRenewals,
    slowKeys,
    signingKeys,
    identityKeys,
    oauthApps,
    partnerKeys: createPartnerKeys(settings, { clock, log }),
    jobs,
    health,
    healthHistory,
    refusedChanges: createRefusedChanges(),
    flush,
    async close() {
      runtimeSlot.release(opened);
      watchSlot.release(opened);
      await jobs.close();
      await stopFlushing();
      await stopNoting();
      await stopUpkeep();
      await limits.close();
      await guarded("flush_failed", flush)();
      await guarded("journal_not_closed", ledger.close)();
      await healthHistory.close();
      await changes.close();
      await passwords.close();
      await database.close();
    },
  };
  holdRuntime(opened);
  return opened;
}
