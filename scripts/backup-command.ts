import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startEmbeddedPostgres } from "@/lib/platform/embedded-postgres";
import { openWithPassphrase } from "@/lib/platform/passphrase";
import { openBackup } from "@/lib/platform/read-backup";
import { type RestoreSummary, restoreBackup } from "@/lib/platform/restore-backup";
import { writeBackup } from "@/lib/platform/write-backup";
import { openCommandDatabase } from "./command-database";
import { ensureSecrets, readSecrets, type Secrets, secretNames } from "./secrets.mjs";

type Progress = (line: string) => void;

export const backupUsage = "npm run backup -- <file> --passphrase-file <file> | --without-secrets";
export const restoreUsage = "npm run restore -- <file> --passphrase-file <file> | --without-secrets [--trial]";

const options = {
  "passphrase-file": { type: "string" },
  "without-secrets": { type: "boolean" },
  trial: { type: "boolean" },
} as const;

/**
 * Writes all that a deployment holds into one archive, while the server runs or not, and says so in one line. Rejects
 * with one line for the operator, leaving no archive.
 */
export async function runBackupCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  progress: Progress,
): Promise<string> {
  const { file, passphrase } = await readArguments(args, env, backupUsage);
  // Never makes secrets: those of another deployment would be of no use beside this database.
  const values = passphrase === null ? null : await ownSecrets(env);
  const database = await openCommandDatabase(env);
  try {
    const { version: productVersion } = JSON.parse(await readFile("package.json", "utf8")) as { version: string };
    const secrets = values && passphrase !== null ? { values, passphrase } : null;
    const startedMs = performance.now();
    const made = await writeBackup({ connectionString: database.url, file, productVersion, secrets, progress });
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    const size = `${(made.bytes / 1e6).toFixed(1)} MB`;
    return `${made.file}: ${made.rows.toLocaleString("en")} rows of ${made.tables} tables, ${size}, in ${seconds} s. Try it: ${restoreUsage.replace("<file>", file).replace("[--trial]", "--trial")}`;
  } finally {
    await database.leave();
  }
}

/**
 * Fills an empty database from an archive: that of DATABASE_URL, or a new embedded one. `--trial` fills one that is thrown
 * away, and so shows that the archive is good. Rejects with one line for the operator, having replaced nothing.
 */
export async function runRestoreCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  progress: Progress,
): Promise<string> {
  const { file, passphrase, trial } = await readArguments(args, env, restoreUsage);
  const secrets = passphrase === null ? null : await secretsIn(file, passphrase);
  if (trial) return `${file} is good: ${told(await inThrowAwayDatabase(file, progress))} were restored and compared.`;
  const dataDir = env.LATCHKEY_DATA_DIR || "data";
  if (secrets) await requireNoOthers(dataDir, env, secrets);
  const restored = env.DATABASE_URL
    ? await restoreBackup({ connectionString: env.DATABASE_URL, file, progress })
    : await inNewEmbeddedDatabase(dataDir, file, progress);
  if (secrets) await keepSecrets(dataDir, env, secrets);
  const migrated = restored.migrated.length > 0 ? ` ${restored.migrated.length} migrations were applied since.` : "";
  return `Restored ${told(restored)}, as of ${restored.madeAt}.${migrated} Start the server.`;
}

async function readArguments(args: readonly string[], env: NodeJS.ProcessEnv, usage: string) {
  const parsed = (() => {
    try {
      return parseArgs({ args: [...args], options, allowPositionals: true });
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : String(error)}; usage: ${usage}`);
    }
  })();
  const { values, positionals } = parsed;
  const [file, ...rest] = positionals;
  if (!file || rest.length > 0) throw new Error(`usage: ${usage}`);
  const given = values["passphrase-file"];
  const passphrase = given ? (await readFile(given, "utf8")).replace(/\r?\n$/, "") : (env.BACKUP_PASSPHRASE ?? null);
  if (values["without-secrets"]) return { file, passphrase: null, trial: values.trial === true };
  if (!passphrase)
    throw new Error(`name a passphrase for the secrets, by a file or in BACKUP_PASSPHRASE; usage: ${usage}`);
  return { file, passphrase, trial: values.trial === true };
}

async function ownSecrets(env: NodeJS.ProcessEnv): Promise<Secrets> {
  const stored = await readSecrets(secretsFile(env.LATCHKEY_DATA_DIR || "data"));
  const secretOf = (name: keyof Secrets) => {
    const value = env[name] || stored?.[name];
    if (!value) throw new Error(`${name} is neither in the environment nor in the data folder`);
    return value;
  };
  return {
    JWT_SECRET: secretOf("JWT_SECRET"),
    NEXTAUTH_SECRET: secretOf("NEXTAUTH_SECRET"),
    KEY_PEPPER: secretOf("KEY_PEPPER"),
    ENCRYPTION_KEY: secretOf("ENCRYPTION_KEY"),
  };
}

async function secretsIn(file: string, passphrase: string): Promise<Secrets> {
  const backup = await openBackup(file);
  backup.close();
  const { secrets } = backup.manifest;
  if (secrets === null)
    throw new Error(`${file} was made without the secrets; add --without-secrets and set them yourself`);
  return JSON.parse(await openWithPassphrase(secrets, passphrase)) as Secrets;
}

/** Others beside the restored database would make every key and session of it worthless. */
async function requireNoOthers(dataDir: string, env: NodeJS.ProcessEnv, secrets: Secrets): Promise<void> {
  const stored = await readSecrets(secretsFile(dataDir));
  for (const name of secretNames) {
    const present = env[name] || stored?.[name];
    if (present && present !== secrets[name])
      throw new Error(
        `${name} is set to another value here than in the backup; remove it from the environment or ${secretsFile(dataDir)}`,
      );
  }
}

/** Written where the server looks for them, unless they are all set in the environment. */
async function keepSecrets(dataDir: string, env: NodeJS.ProcessEnv, secrets: Secrets): Promise<void> {
  if (secretNames.every((name) => env[name])) return;
  await ensureSecrets(dataDir, env, secrets);
}

function secretsFile(dataDir: string): string {
  return join(dataDir, "secrets.json");
}

async function inNewEmbeddedDatabase(dataDir: string, file: string, progress: Progress): Promise<RestoreSummary> {
  const embedded = await startEmbeddedPostgres({ dataDir, log: progress });
  try {
    return await restoreBackup({ connectionString: embedded.connectionString, file, progress });
  } finally {
    await embedded.stop();
  }
}

async function inThrowAwayDatabase(file: string, progress: Progress): Promise<RestoreSummary> {
  const room = await mkdtemp(join(tmpdir(), "latchkey-trial-"));
  try {
    const embedded = await startEmbeddedPostgres({ dataDir: room, isDurable: false });
    try {
      return await restoreBackup({ connectionString: embedded.connectionString, file, progress });
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
