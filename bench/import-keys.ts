import { hash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import bcrypt from "bcryptjs";
import pg from "pg";
import { mostBulkKeys } from "@/lib/features/api-keys/key-contract";
import { importByOperator } from "@/lib/features/api-keys/operator-import";
import { type OpenRuntime, openRuntime } from "@/lib/open-runtime";
import { noteSecrets } from "@/lib/platform/known-secrets";
import { applyMigrations } from "@/lib/platform/migrate";
import { fingerprintsOf } from "@/lib/platform/secrets-mark";
import { readSettings } from "@/lib/platform/settings";
import { type FileKey, keysOfFile } from "@/scripts/commands/keys-of-file";
import { makeOwnDatabase } from "./own-database";

export const organizationId = "imported";

/** A key by its number: what benchmark and file agree on without keeping a million of them. */
export function keyNumber(number: number): string {
  return `old_live_${hash("sha256", `key ${number}`, "base64url").slice(0, 32)}`;
}

/** A CSV file of so many keys by their SHA-256. */
export async function writeKeys(path: string, keys: number): Promise<void> {
  const file = createWriteStream(path);
  file.write("name,scopes,start,hash.value,tags\n");
  for (let number = 0; number < keys; number += 1) {
    const key = keyNumber(number);
    const isRoom = file.write(`Key ${number},prompts:read,${key.slice(0, 12)},${hash("sha256", key)},old\n`);
    if (!isRoom) await once(file, "drain");
  }
  file.end();
  await once(file, "finish");
}

/** A database of its own with one organization; resolves with its URL. */
export async function openImportDatabase(serverUrl: string, env: NodeJS.ProcessEnv): Promise<string> {
  const url = await makeOwnDatabase(serverUrl, "imports");
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  await applyMigrations(pool);
  await pool.query("INSERT INTO organizations (id, name, plan) VALUES ($1, 'Imported', 'enterprise')", [
    organizationId,
  ]);
  // A start notes them: hashes are moved under the pepper that is the deployment's own.
  await noteSecrets(pool, await fingerprintsOf(readSettings({ ...env, DATABASE_URL: url })), "benchmark");
  await pool.end();
  return url;
}

const mebibyte = 1024 ** 2;

/** What the operator's command does with a file, in this process, its start included: how long it takes, and resident MiB before and at most. */
export async function importOnce(env: NodeJS.ProcessEnv, path: string) {
  const before = process.memoryUsage().rss / mebibyte;
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss / mebibyte);
  }, 100);
  const startedAt = performance.now();
  // As the command waits for a busy database.
  const databaseLimits = { turnMs: 30_000, statementMs: 60_000, lockMs: 10_000, idleInTransactionMs: 30_000 };
  const runtime = await openRuntime(readSettings(env), { databaseLimits });
  let batch: FileKey[] = [];
  const store = async () => {
    await importByOperator(
      organizationId,
      batch.flatMap(({ key }) => (typeof key === "string" ? [] : [key])),
    );
    batch = [];
  };
  for await (const key of keysOfFile(path)) {
    batch.push(key);
    if (batch.length === mostBulkKeys) await store();
  }
  if (batch.length > 0) await store();
  await runtime.close();
  clearInterval(timer);
  return { seconds: (performance.now() - startedAt) / 1000, before, peak };
}

/** What the keys take in PostgreSQL with all indexes, bytes. */
export async function sizeOf(url: string): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const { rows } = await pool.query<{ bytes: string }>("SELECT pg_total_relation_size('api_keys') AS bytes");
  await pool.end();
  return Number(rows[0]?.bytes);
}

/** Milliseconds that single checks of keys took, one after the other; `rss` is the process's memory after them, MiB. */
export type Uses = { name: string; ms: number[]; rss: number };

/** The first use of keys, one that is read anew and one from memory; then the first and second of keys by bcrypt hashes of cost 10. */
export async function measureUses(
  environment: Record<string, string | undefined>,
  { keys, uses, bcryptKeys }: { keys: number; uses: number; bcryptKeys: number },
): Promise<Uses[]> {
  const runtime = await openRuntime(readSettings(environment));
  try {
    const step = Math.floor(keys / uses);
    const sample = Array.from({ length: uses }, (_, place) => keyNumber(place * step));
    await runtime.directory.checkBearer(keyNumber(1));
    const found: Uses[] = [];
    const measure = async (name: string, secrets: readonly string[]) =>
      found.push({ name, ms: await timesOf(runtime, secrets), rss: process.memoryUsage().rss / mebibyte });
    await measure("SHA-256: first use", sample);
    await measure("SHA-256: again, from memory", sample);
    runtime.directory.forgetAll();
    await measure("SHA-256: again, from the database", sample);
    const slow = await addBcryptKeys(runtime, bcryptKeys);
    await measure("bcrypt of cost 10: first use", slow);
    await runtime.flush();
    runtime.directory.forgetAll();
    await measure("bcrypt of cost 10: again, from the database", slow);
    return found;
  } finally {
    await runtime.close();
  }
}

async function timesOf({ directory }: OpenRuntime, secrets: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (const secret of secrets) {
    const startedAt = performance.now();
    const check = await directory.checkBearer(secret);
    times.push(performance.now() - startedAt);
    if (!check.ok) throw new Error(`an imported key is ${check.reason}`);
  }
  return times;
}

/** As the import stores them. */
async function addBcryptKeys({ database, directory }: OpenRuntime, keys: number): Promise<string[]> {
  const secrets = Array.from({ length: keys }, () => `slow_live_${randomBytes(18).toString("base64url")}`);
  for (const [place, secret] of secrets.entries()) {
    const slowHash = await bcrypt.hash(secret, 10);
    const digest = hash("sha256", slowHash);
    const id = `slow_${place}`;
    await database.prisma.apiKey.create({
      data: {
        id,
        lineId: id,
        organizationId,
        product: "prompts",
        environment: "production",
        name: "Slow",
        keyPrefix: secret.slice(0, 16),
        secretHash: `slow.${digest}`,
        secretHint: "",
        scopes: ["prompts:read"],
        ipAllowlist: [],
        importedAt: new Date(),
        slowHash: { create: { beginning: secret.slice(0, 16), digest, hash: slowHash } },
      },
    });
  }
  directory.forgetAll();
  return secrets;
}
