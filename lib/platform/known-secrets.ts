import "server-only";
import type pg from "pg";
import { inTransaction } from "./pool-transaction";
import { isLive } from "./process-claim";
import { shortFingerprint } from "./secret-fingerprint";
import {
  type Fingerprints,
  listedSecrets,
  type SecretName,
  secretNames,
  secretSettings,
  worksOf,
} from "./secrets-mark";
import type { Settings } from "./settings";

/** A secret as the database knows it. */
export type KnownSecret = {
  name: SecretName;
  fingerprint: string;
  begunAt: Date;
  usedUntil: Date;
  unmarked: boolean;
  forgottenAt: Date | null;
};

export type Queryable = Pick<pg.ClientBase, "query">;

/** The given secrets are not those of the database. */
export class OtherSecrets extends Error {
  override name = "OtherSecrets";
}

/** Starts that note their secrets wait for each other. */
const noteLock = 7_205_118_247;
/** For so long a note of a secret's use counts: longer than the time between two. */
const noteHoldsMs = 150_000;

/** Every secret that has worked here, the latest of each name first. */
export async function knownSecrets(db: Queryable): Promise<KnownSecret[]> {
  const { rows } = await db.query<KnownSecret>(
    `SELECT name, fingerprint, begun_at AS "begunAt", used_until AS "usedUntil", unmarked, forgotten_at AS "forgottenAt"
       FROM deployment_secrets ORDER BY name, begun_at DESC, fingerprint`,
  );
  return rows;
}

/** The deployment's own of a name: the one that took over last. */
export function ownOf(known: readonly KnownSecret[], name: SecretName): KnownSecret | undefined {
  return known.find((one) => one.name === name && one.forgottenAt === null);
}

/** The settings with the deployment's own secret first of each list that holds it. */
export function ownFirst(settings: Settings, known: readonly KnownSecret[], fingerprints: Fingerprints): Settings {
  const ordered = { ...settings, formerSecrets: { ...settings.formerSecrets } };
  for (const name of secretNames) {
    const place = fingerprints[name].accepted.indexOf(ownOf(known, name)?.fingerprint ?? "");
    const list = listedSecrets(settings, name);
    const own = list[place];
    if (own === undefined) continue;
    ordered[secretSettings[name]] = own;
    ordered.formerSecrets[secretSettings[name]] = list.filter((secret) => secret !== own);
  }
  return ordered;
}

/** Rejects, with a sentence for the operator, where the secrets are not those of this database; without its table there is none to be wrong. */
export async function requireKnownSecrets(db: Queryable, fingerprints: Fingerprints): Promise<void> {
  const { rows } = await db.query<{ exists: boolean }>(
    "SELECT to_regclass('deployment_secrets') IS NOT NULL AS exists",
  );
  if (rows[0]?.exists) requireKnown(await knownSecrets(db), fingerprints);
}

/** Tells what is stored and does not fit the secrets, where the database knows none of them yet; null where all does. */
export type MisfitOf = (db: Queryable) => Promise<string | null>;

/**
 * Notes the secrets that a server process works with, which holds its place already. One that is the first of its list
 * takes over as the deployment's own, unless another process still works with another. Rejects as `requireKnownSecrets`.
 */
export async function noteSecrets(
  pool: pg.Pool,
  fingerprints: Fingerprints,
  processId: string,
  misfitOf?: MisfitOf,
): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock($1)", [noteLock]);
    const known = await knownSecrets(client);
    requireKnown(known, fingerprints);
    const misfit = known.length === 0 && misfitOf ? await misfitOf(client) : null;
    if (misfit !== null) throw new OtherSecrets(misfit);
    const others = await worksOfOthers(client, processId);
    for (const name of secretNames) {
      const { current, accepted } = fingerprints[name];
      const isFirst = known.every((one) => one.name !== name) && accepted.length === 1;
      const takesOver = others.every((works) => works[name] === undefined || works[name] === current);
      await client.query(
        `INSERT INTO deployment_secrets AS known (name, fingerprint, begun_at, used_until, unmarked)
         VALUES ($1, $2, clock_timestamp(), clock_timestamp() + $3 * interval '1 ms', $4)
         ON CONFLICT (name, fingerprint) DO UPDATE SET used_until = EXCLUDED.used_until, forgotten_at = NULL,
           begun_at = CASE WHEN $5 THEN EXCLUDED.begun_at ELSE known.begun_at END`,
        [name, current, noteHoldsMs, isFirst, takesOver && ownOf(known, name)?.fingerprint !== current],
      );
    }
  });
}

/** Notes that the secrets still work; to be called at least once a minute. */
export async function noteUse(db: Queryable, fingerprints: Fingerprints): Promise<void> {
  await db.query(
    `UPDATE deployment_secrets SET used_until = clock_timestamp() + $3 * interval '1 ms'
       FROM unnest($1::text[], $2::text[]) AS own (name, fingerprint)
      WHERE deployment_secrets.name = own.name AND deployment_secrets.fingerprint = own.fingerprint`,
    [secretNames, secretNames.map((name) => fingerprints[name].current), noteHoldsMs],
  );
}

/** What the live processes work with, but one. */
export async function worksOfOthers(
  db: Queryable,
  processId: string | null,
): Promise<Partial<Record<SecretName, string>>[]> {
  const { rows } = await db.query<{ mark: string | null }>(
    `SELECT secrets_mark AS mark FROM server_processes WHERE ${isLive} AND id::text IS DISTINCT FROM $1`,
    [processId],
  );
  return rows.map(({ mark }) => worksOf(mark ?? ""));
}

function requireKnown(known: readonly KnownSecret[], fingerprints: Fingerprints): void {
  const foreign = secretNames.flatMap((name) => {
    const own = ownOf(known, name);
    return own && !fingerprints[name].accepted.includes(own.fingerprint) ? [{ name, own }] : [];
  });
  if (foreign.length === 0) return;
  const names = foreign.map(({ name }) => name).join(", ");
  const wanted = foreign.map(({ name, own }) => `${name} ${shortFingerprint(own.fingerprint)}`).join(", ");
  throw new OtherSecrets(
    `it works with other secrets than this start was given in ${names}, and what they signed, sealed and hashed would be lost ` +
      `(fingerprints of its own: ${wanted}). Put its own back, from a backup or secrets.json; to replace one, put the new one before ` +
      `it in a list; where one is lost for good: latchkey secrets forget <name>`,
  );
}
