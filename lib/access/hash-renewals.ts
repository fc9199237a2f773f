import "server-only";
import type pg from "pg";
import { oneAtATime } from "@/lib/platform/one-at-a-time";
import type { Peppers } from "./peppers";

/** Tables whose secrets are shown again and again, so that their hashes can follow the pepper. */
const tables = ["api_keys", "personal_access_tokens", "oauth_app_secrets"] as const;
type Table = (typeof tables)[number];

/** Moves hashes under the current pepper when their secrets are shown: nothing else can, for only who holds one knows it. */
export type HashRenewals = {
  /** Notes that a secret whose stored hash this is was shown. */
  note(table: Table, stored: string, secret: string): void;
  /** Writes what was noted. */
  flush(): Promise<void>;
};

/** Nothing is moved while another pepper than the process's, which is known by its fingerprint, is the deployment's own. */
export function createHashRenewals(pool: pg.Pool, peppers: Peppers, fingerprint: string | null): HashRenewals {
  let noted = new Map<string, { table: Table; hash: string }>();

  async function write(table: Table, written: typeof noted): Promise<void> {
    const own = [...written].filter(([, one]) => one.table === table);
    if (own.length === 0) return;
    // The same order in every process: no deadlock.
    await pool.query(
      `WITH locked AS MATERIALIZED (SELECT id, secret_hash FROM ${table} WHERE secret_hash = ANY($1::text[]) ORDER BY id FOR NO KEY UPDATE)
       UPDATE ${table} AS kept SET secret_hash = noted.hash
         FROM unnest($1::text[], $2::text[]) AS noted (stored, hash) JOIN locked ON locked.secret_hash = noted.stored
        WHERE kept.id = locked.id AND $3 = (SELECT fingerprint FROM deployment_secrets
                                               WHERE name = 'KEY_PEPPER' AND forgotten_at IS NULL ORDER BY begun_at DESC LIMIT 1)`,
      [own.map(([stored]) => stored), own.map(([, { hash }]) => hash), fingerprint],
    );
    const waited = own.flatMap(([stored]) => (stored.startsWith("slow.") ? stored.slice("slow.".length) : []));
    if (waited.length === 0) return;
    // What is under the pepper now needs its hash with a salt no more.
    await pool.query(
      `UPDATE slow_key_hashes s SET hash = NULL FROM api_keys k
        WHERE s.digest = ANY($1::text[]) AND k.id = s.key_id AND k.secret_hash <> 'slow.' || s.digest`,
      [waited],
    );
  }

  return {
    note(table, stored, secret) {
      if (!peppers.isCurrent(stored)) noted.set(stored, { table, hash: peppers.hash(secret) });
    },
    flush: oneAtATime(async () => {
      if (noted.size === 0) return;
      const written = noted;
      noted = new Map();
      try {
        for (const table of tables) await write(table, written);
      } catch (error) {
        noted = new Map([...written, ...noted]);
        throw error;
      }
    }),
  };
}
