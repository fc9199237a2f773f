import { randomUUID } from "node:crypto";
import { readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createPrompt } from "@/lib/features/prompts/prompts";
import { dropDatabase } from "@/lib/testing/drop-database";
import { createKey, createUser } from "@/lib/testing/factories";
import { useDatabaseBefore } from "@/lib/testing/older-database";
import { useTestFolder } from "@/lib/testing/test-folder";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { openWithPassphrase, sealWithPassphrase } from "./passphrase";
import { openBackup } from "./read-backup";
import { restoreBackup } from "./restore-backup";
import { writeBackup } from "./write-backup";

const { open } = useTestRuntime();
const folder = useTestFolder();
const source = () => open().settings.databaseUrl;
const passphrase = "a passphrase for the test";
const secrets = { values: { KEY_PEPPER: "the pepper itself" }, passphrase };

/** A new database on the test server, which goes with the test file. */
const made: string[] = [];
let admin: pg.Pool;
async function emptyDatabase(): Promise<string> {
  const name = `restored_${randomUUID().replaceAll("-", "")}`;
  await admin.query(`CREATE DATABASE ${name}`);
  made.push(name);
  return Object.assign(new URL(inject("serverUrl")), { pathname: `/${name}` }).toString();
}

async function queryOne<Row extends pg.QueryResultRow>(connectionString: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

const backUp = (file: string, from = source()) =>
  writeBackup({ connectionString: from, file: join(folder(), file), productVersion: "1.2.3", secrets });

beforeAll(async () => {
  admin = new pg.Pool({ connectionString: inject("serverUrl"), max: 1 });
  const user = await createUser();
  await createKey(user, { name: "schlüssel \t\n\\. 🔑", scopes: ["prompts:read"] });
  await createPrompt(user.principal, {
    name: "Null \\N and a tab\t",
    description: "",
    visibility: "private",
    content: "{{name}}\r\n\\.",
  });
  await open().database.pool.query(
    `INSERT INTO usage_minutes SELECT $1, '2026-06-10'::timestamptz + n * interval '1 minute', 'prompts', 'production', 'key', 'GET /', '2xx', n
       FROM generate_series(1, 20000) AS n`,
    [user.id],
  );
});
afterAll(async () => {
  for (const name of made) await dropDatabase((sql) => admin.query(sql), name);
  await admin.end();
});

describe("a backup", () => {
  test("restores every row of every table, and what is counted on from there", async () => {
    const { rows, tables, file } = await backUp("whole.zip");
    expect([rows > 20_000, tables > 40]).toEqual([true, true]);
    const target = await emptyDatabase();
    expect(await restoreBackup({ connectionString: target, file })).toMatchObject({ rows, tables, migrated: [] });
    for (const { name } of (await openBackup(file)).manifest.tables) {
      const all = `SELECT to_jsonb(t)::text AS row FROM "${name}" t ORDER BY 1`;
      expect([name, await queryOne(target, all)]).toEqual([name, await queryOne(source(), all)]);
    }
    const next = "SELECT nextval('access_changes_id_seq') > (SELECT coalesce(max(id), 0) FROM access_changes) AS free";
    expect(await queryOne(target, next)).toEqual([{ free: true }]);
  });

  test("is of one moment, whatever is written meanwhile", async () => {
    const pool = open().database.pool;
    await pool.query("CREATE TABLE a_pair (n int); CREATE TABLE z_pair (n int)");
    let isOver = false;
    let written = 0;
    const writing = (async () => {
      while (!isOver) {
        await pool.query("WITH a AS (INSERT INTO a_pair VALUES (1)) INSERT INTO z_pair VALUES (1)");
        written += 1;
      }
    })();
    const { file } = await backUp("moment.zip");
    isOver = true;
    await writing;
    await pool.query("DROP TABLE a_pair; DROP TABLE z_pair");
    const { tables } = (await openBackup(file)).manifest;
    const rowsOf = (wanted: string) => tables.find(({ name }) => name === wanted)?.rows;
    expect(rowsOf("a_pair")).toBe(rowsOf("z_pair"));
    expect(written).toBeGreaterThan(rowsOf("a_pair") ?? Number.POSITIVE_INFINITY);
  });

  test("holds secrets that only its passphrase opens", async () => {
    const { file } = await backUp("secrets.zip");
    const sealed = (await openBackup(file)).manifest.secrets ?? "";
    expect(JSON.parse(await openWithPassphrase(sealed, passphrase))).toEqual(secrets.values);
    await expect(openWithPassphrase(sealed, "another passphrase")).rejects.toThrow("not the one");
    expect((await readFile(file)).includes(secrets.values.KEY_PEPPER)).toBe(false);
    await expect(sealWithPassphrase("text", "short")).rejects.toThrow("at least 12");
  });

  test("replaces no file, and leaves none where it fails", async () => {
    const { file } = await backUp("once.zip");
    const before = await readFile(file);
    await expect(backUp("once.zip")).rejects.toThrow("exists already");
    expect(await readFile(file)).toEqual(before);
    const nowhere = Object.assign(new URL(source()), { pathname: "/not_there" }).toString();
    await expect(backUp("nowhere.zip", nowhere)).rejects.toThrow("does not exist");
    await expect(readFile(join(folder(), "nowhere.zip.unfinished"))).rejects.toThrow("ENOENT");
  });

  test("leaves alone what another backup to the same name is writing, and says so", async () => {
    const unfinished = join(folder(), "busy.zip.unfinished");
    await writeFile(unfinished, "of another");
    await expect(backUp("busy.zip")).rejects.toThrow(`another backup writes ${unfinished}, or one was cut short`);
    expect(await readFile(unfinished, "utf8")).toBe("of another");
    await expect(backUp(join("busy.zip.unfinished", "x.zip"))).rejects.toThrow("is no folder; name a file elsewhere");
  });
});

describe("a restore refuses", () => {
  test("a database that holds anything, which stays as it is", async () => {
    const { file } = await backUp("full.zip");
    await expect(restoreBackup({ connectionString: source(), file })).rejects.toThrow("not empty");
    const target = await emptyDatabase();
    await queryOne(target, "CREATE TABLE theirs (n int)");
    await expect(restoreBackup({ connectionString: target, file })).rejects.toThrow("it has the table theirs");
    expect(await queryOne(target, "SELECT * FROM theirs")).toEqual([]);
  });

  test.each([
    [
      "changed in one bit",
      async (file: string) => {
        const bytes = await readFile(file);
        const at = Math.floor(bytes.length / 3);
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        await writeFile(file, bytes);
      },
    ],
    ["cut off", (file: string) => truncate(file, 5_000)],
    ["none at all", (file: string) => writeFile(file, "not a backup")],
  ])("an archive that is %s, and leaves no row", async (name, damage) => {
    const { file } = await backUp(`${name}.zip`);
    await damage(file);
    const target = await emptyDatabase();
    await expect(restoreBackup({ connectionString: target, file })).rejects.toThrow(
      new RegExp(`^${file} is (damaged in |no backup, or is damaged)`),
    );
    const tables = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'";
    expect(await queryOne(target, tables)).toEqual([]);
  });

  test("one whose list of tables and migrations is changed anywhere, which holds the checksums of all else", async () => {
    const { file } = await backUp("manifest.zip");
    const whole = await readFile(file);
    const begin = whole.indexOf("manifest.json") + "manifest.json".length;
    for (let at = begin; at < begin + 600; at += 37) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      await writeFile(file, bytes);
      await expect(openBackup(file), `byte ${at - begin}`).rejects.toThrow(`${file} is damaged in manifest.json`);
    }
  });

  test("one that a newer version made", async () => {
    const newer = await emptyDatabase();
    const { file } = await backUp("older.zip");
    await restoreBackup({ connectionString: newer, file });
    await queryOne(
      newer,
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at) VALUES ('x', 'y', '29990101000000_next', now())`,
    );
    const made = await backUp("newer.zip", newer);
    await expect(restoreBackup({ connectionString: await emptyDatabase(), file: made.file })).rejects.toThrow(
      "29990101000000_next, which this version does not know",
    );
  });
});

describe("a backup of an older version", () => {
  const older = useDatabaseBefore("20261126231000_limit_epochs");

  test("is brought up to this one", async () => {
    await older().query("INSERT INTO users (id, email, name, updated_at) VALUES ('u', 'u@example.test', 'U', now())");
    const { rows } = await older().query<{ url: string }>("SELECT current_database() AS url");
    const from = Object.assign(new URL(inject("serverUrl")), { pathname: `/${rows[0]?.url}` }).toString();
    const { file } = await backUp("before.zip", from);
    const target = await emptyDatabase();
    const { migrated } = await restoreBackup({ connectionString: target, file });
    expect(migrated[0]).toBe("20261126231000_limit_epochs");
    expect(await queryOne(target, "SELECT id, suspended_at FROM users")).toEqual([{ id: "u", suspended_at: null }]);
  });
});
