import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { startEmbeddedPostgres } from "@/lib/platform/embedded-postgres";
import type { Queryable } from "@/lib/platform/known-secrets";
import { openWithPassphrase } from "@/lib/platform/passphrase";
import { type OpenBackup, openBackup, openWholeBackup } from "@/lib/platform/read-backup";
import { productVersion } from "@/lib/platform/release";
import { type FillOptions, fillFromBackup, NotEmpty, type RestoreSummary } from "@/lib/platform/restore-backup";
import { NoSuchPlace, writeBackup } from "@/lib/platform/write-backup";
import { givenDatabase, openCommandDatabase, withClient } from "@/scripts/command-database";
import { ensureSecrets, existingSecrets, type Secrets, secretNames } from "@/scripts/secrets.mjs";
import { requireNoOthers, requireSecretsOf } from "./backup-secrets";
import { type Command, type CommandCall, CommandError, type CommandResult } from "./command";

const passphraseOptions = {
  "passphrase-file": { type: "string", shown: "--passphrase-file <file>", means: "what seals the secrets in it" },
  "without-secrets": { type: "boolean", shown: "--without-secrets", means: "leave the secrets to you" },
} as const;

/** Writes all that a deployment holds into one archive, while the server runs or not. */
export const backup: Command = {
  name: "backup",
  takes: ["<file>"],
  options: passphraseOptions,
  summary: "write everything into one archive, while the server runs",
  details: ["Or while it does not. BACKUP_PASSPHRASE in the environment is a passphrase too."],
  async run(call) {
    const folder = dirname(resolve(call.folder, call.given[0] ?? ""));
    if (!existsSync(folder)) throw new CommandError("usage", `there is no folder ${folder} to write into`);
    const { file, passphrase } = await readCall(call);
    if (existsSync(file)) throw new CommandError("refused", `${file} exists already; name another file`);
    const { env, progress } = call;
    // Never makes secrets: those of another deployment would be of no use beside this database.
    const values = passphrase === null ? null : await existingSecrets(dataDirOf(env), env);
    const database = await openCommandDatabase(env);
    try {
      await withClient(database.url, async (client) => {
        if (values) await requireSecretsOf(client, values);
      });
      const secrets = values && passphrase !== null ? { values, passphrase } : null;
      const startedMs = performance.now();
      const made = await writeBackup({
        connectionString: database.url,
        file,
        productVersion: await productVersion(),
        secrets,
        progress,
      }).catch((error: unknown) => {
        throw error instanceof NoSuchPlace ? new CommandError("refused", error.message) : error;
      });
      const ms = Math.round(performance.now() - startedMs);
      const rows = `${made.rows.toLocaleString("en")} rows of ${made.tables} tables`;
      const text = `${made.file}: ${rows}, ${(made.bytes / 1e6).toFixed(1)} MB, in ${(ms / 1000).toFixed(1)} s. Try it with: restore ${made.file} --trial`;
      return { text, data: { ...made, ms } };
    } finally {
      await database.leave();
    }
  },
};

/** Fills an empty database from an archive, or one that is thrown away, which shows that the archive is good. */
export const restore: Command = {
  name: "restore",
  takes: ["<file>"],
  options: {
    ...passphraseOptions,
    trial: { type: "boolean", shown: "--trial", means: "into a database that is thrown away" },
  },
  summary: "fill an empty database from such an archive, or try it",
  async run(call) {
    const { file, passphrase } = await readCall(call);
    const { env, progress, options } = call;
    const given = options.trial ? null : givenDatabase(env);
    if (given !== null) await withClient(given, async () => undefined);
    const secrets = passphrase === null ? null : await secretsIn(file, passphrase).catch(refuse);
    const dataDir = dataDirOf(env);
    if (secrets && !options.trial) await requireNoOthers(secretsFile(dataDir), env, secrets);
    const archive = await openWholeBackup(file, progress).catch(refuse);
    try {
      const restoring = {
        archive,
        progress,
        /** In the transaction of the rows: they count together with the secrets, or neither does. */
        check: async (client: Queryable) => {
          if (!secrets) return;
          await requireSecretsOf(client, secrets);
          if (!options.trial) await keepSecrets(dataDir, env, secrets);
        },
      };
      return options.trial ? await tryOut(file, restoring) : await restoreInto(given, dataDir, restoring, file);
    } finally {
      archive.close();
    }
  },
};

/** An archive that cannot be used was looked at: a program must tell that from a database that is away. */
function refuse(error: unknown): never {
  if (error instanceof CommandError || !(error instanceof Error)) throw error;
  throw new CommandError("refused", error.message, { cause: error });
}

async function tryOut(file: string, restoring: Restoring): Promise<CommandResult> {
  const tried = await inThrowAwayDatabase(restoring);
  return {
    text: `${file} is good: ${told(tried)} were restored and compared.`,
    data: { file, trial: true, ...tried },
  };
}

async function restoreInto(
  given: string | null,
  dataDir: string,
  restoring: Restoring,
  file: string,
): Promise<CommandResult> {
  const restored = await (given === null
    ? inNewEmbeddedDatabase(dataDir, restoring)
    : fillFrom(restoring, given)
  ).catch((error: unknown) => {
    if (error instanceof NotEmpty) refuse(error);
    throw error;
  });
  const migrated = restored.migrated.length > 0 ? ` ${restored.migrated.length} migrations were applied since.` : "";
  const text = `Restored ${told(restored)}, as of ${restored.madeAt}.${migrated} Start the server.`;
  return { text, data: { file, trial: false, ...restored } };
}

async function readCall({ given: [name = ""], env, options, folder }: CommandCall) {
  const file = resolve(folder, name);
  if (options["without-secrets"]) return { file, passphrase: null };
  const source = options["passphrase-file"];
  const passphrase = typeof source === "string" ? await passphraseIn(resolve(folder, source)) : env.BACKUP_PASSPHRASE;
  if (passphrase) return { file, passphrase };
  throw new CommandError(
    "usage",
    "name the passphrase of the secrets, by --passphrase-file or in BACKUP_PASSPHRASE, or leave them out by --without-secrets",
  );
}

async function passphraseIn(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new CommandError("usage", `the file of the passphrase, ${file}, cannot be read (${error.code})`);
  });
  return text.replace(/\r?\n$/, "");
}

async function secretsIn(file: string, passphrase: string): Promise<Secrets> {
  const archive = await openBackup(file);
  archive.close();
  const { secrets } = archive.manifest;
  if (secrets === null)
    throw new CommandError(
      "refused",
      `${file} was made without the secrets; add --without-secrets and set them yourself`,
    );
  return JSON.parse(await openWithPassphrase(secrets, passphrase)) as Secrets;
}

/** Written where the server looks for them, unless they are all set in the environment. */
async function keepSecrets(dataDir: string, env: NodeJS.ProcessEnv, secrets: Secrets): Promise<void> {
  if (secretNames.every((name) => env[name])) return;
  await ensureSecrets(dataDir, env, secrets);
}

type Restoring = Pick<FillOptions, "check"> & Pick<CommandCall, "progress"> & { archive: OpenBackup };

function fillFrom({ archive, ...options }: Restoring, connectionString: string): Promise<RestoreSummary> {
  return fillFromBackup(archive, { connectionString, ...options });
}

function dataDirOf(env: NodeJS.ProcessEnv): string {
  return env.LATCHKEY_DATA_DIR || "data";
}

function secretsFile(dataDir: string): string {
  return join(dataDir, "secrets.json");
}

async function inNewEmbeddedDatabase(dataDir: string, restoring: Restoring): Promise<RestoreSummary> {
  const isThere = existsSync(join(dataDir, "postgres"));
  try {
    const embedded = await startEmbeddedPostgres({ dataDir, log: restoring.progress });
    try {
      return await fillFrom(restoring, embedded.connectionString);
    } finally {
      await embedded.stop();
    }
  } catch (error) {
    // A start must not find an empty database where a restore was refused.
    if (!isThere) await removeNewDatabase(dataDir);
    throw error;
  }
}

async function removeNewDatabase(dataDir: string): Promise<void> {
  for (const name of ["postgres", "postgres.log", "run"])
    await rm(join(dataDir, name), { recursive: true, force: true });
  await rmdir(dataDir).catch(() => undefined); // it holds something else
}

async function inThrowAwayDatabase(restoring: Restoring): Promise<RestoreSummary> {
  const room = await mkdtemp(join(tmpdir(), "latchkey-trial-"));
  try {
    const embedded = await startEmbeddedPostgres({ dataDir: room, isDurable: false });
    try {
      return await fillFrom(restoring, embedded.connectionString);
    } finally {
      await embedded.stop();
    }
  } finally {
    await rm(room, { recursive: true, force: true });
  }
}

function told({ rows, tables }: RestoreSummary): string {
  return `${rows.toLocaleString("en")} rows of ${tables} tables`;
}
