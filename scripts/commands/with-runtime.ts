import { openRuntime } from "@/lib/open-runtime";
import { parseBeforehand } from "@/lib/platform/given-settings";
import { knownSecrets, ownFirst, requireKnownSecrets } from "@/lib/platform/known-secrets";
import { jsonLog, type Log } from "@/lib/platform/log";
import { readOwnSchema } from "@/lib/platform/migration-files";
import { readSchemaState, refusalOf } from "@/lib/platform/migration-history";
import { whyNoDatabase } from "@/lib/platform/no-database";
import { fingerprintsOf } from "@/lib/platform/secrets-mark";
import { readSettings, type Settings } from "@/lib/platform/settings";
import { openCommandDatabase, withClient } from "@/scripts/command-database";
import { existingSecrets } from "@/scripts/secrets.mjs";
import { CommandError } from "./command";

/**
 * Which secrets a command works with. `own`: those that the servers work with, also where new ones stand before them already,
 * which no running server may know. `listed`: as they are configured. `any`: also such as are not the database's.
 */
type WhichSecrets = "own" | "listed" | "any";

/** An operator waits for a busy database longer than a request does. */
const patient = {
  turnMs: 30_000,
  connectMs: 10_000,
  untilConnectedMs: 40_000,
  statementMs: 60_000,
  lockMs: 10_000,
  idleInTransactionMs: 30_000,
};

/** Runs a command's work on the deployment's database, whether a server runs on it or not. Makes no secrets and no tables. */
export function withRuntime<T>(
  env: NodeJS.ProcessEnv,
  work: () => Promise<T>,
  { secrets = "own" }: { secrets?: WhichSecrets } = {},
): Promise<T> {
  return withSettings(env, async (listed) => {
    const settings = secrets === "any" ? listed : await withOwnSecrets(listed, secrets).catch(asUnavailable);
    const options = { maxConnections: 2, log: troubleAlone, databaseLimits: patient };
    const runtime = await openRuntime(settings, options).catch(asUnavailable);
    try {
      return await work();
    } finally {
      await runtime.close();
    }
  });
}

/** The same for work that needs the settings and a database of this version alone. */
export async function withSettings<T>(env: NodeJS.ProcessEnv, work: (settings: Settings) => Promise<T>): Promise<T> {
  await requireSettings(env).catch(asUnavailable);
  const database = await openCommandDatabase(env).catch(asUnavailable);
  try {
    const secrets = await existingSecrets(env.LATCHKEY_DATA_DIR || "data", env).catch(asUnavailable);
    await requireOwnVersion(database.url).catch(asUnavailable);
    const settings = await read({ ...env, ...secrets, DATABASE_URL: database.url }).catch(asUnavailable);
    return await work(settings);
  } finally {
    await database.leave();
  }
}

/** Rejects where the secrets are not the database's: what a command made with them would be of no use to the server. */
function withOwnSecrets(listed: Settings, which: "own" | "listed"): Promise<Settings> {
  return withClient(listed.databaseUrl, async (client) => {
    const fingerprints = await fingerprintsOf(listed);
    await requireKnownSecrets(client, fingerprints);
    return which === "own" ? ownFirst(listed, await knownSecrets(client), fingerprints) : listed;
  });
}

/** A command tells what went well by its answer. */
const troubleAlone: Log = (level, ...line) => {
  if (level === "error" || level === "warn") jsonLog(level, ...line);
};

/** Before an embedded database is started for them. */
async function requireSettings(env: NodeJS.ProcessEnv): Promise<void> {
  parseBeforehand(env);
}

async function read(env: NodeJS.ProcessEnv): Promise<Settings> {
  return readSettings(env);
}

function asUnavailable(error: unknown): never {
  throw new CommandError("unavailable", error instanceof Error ? whyNoDatabase(error) : String(error), {
    cause: error,
  });
}

/** A database that was never started on, or is of another version, may have other tables than the command expects. */
function requireOwnVersion(url: string): Promise<void> {
  return withClient(url, async (client) => {
    const own = await readOwnSchema();
    const state = await readSchemaState(client, own);
    const refusal = refusalOf(state, own.version);
    if (refusal) throw new Error(refusal);
    if (state.pending.length === own.migrations.length)
      throw new Error("the database has no tables yet; start the server first");
    if (state.pending.length > 0)
      throw new Error("the database is of a version before this one; run latchkey migrate, or that version's command");
  });
}
