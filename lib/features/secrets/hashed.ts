import "server-only";
import type pg from "pg";
import { liveTextSql } from "@/lib/tenancy/live-keys";

type HashedColumn = { kind: string; table: string; column: string; counts: string };

const live = (table: string) => liveTextSql(table, "now()");

/** All that is stored as a hash under a pepper and that somebody would miss. Of a device that is not known any more its owner gets a mail. */
const hashedColumns: readonly HashedColumn[] = [
  // One that is known by a hash with a salt is under no pepper before its first use.
  {
    kind: "API keys",
    table: "api_keys",
    column: "secret_hash",
    counts: `${live("api_keys")} AND secret_hash NOT LIKE 'slow.%'`,
  },
  {
    kind: "personal access tokens",
    table: "personal_access_tokens",
    column: "secret_hash",
    counts: live("personal_access_tokens"),
  },
  {
    kind: "client secrets of OAuth apps",
    table: "oauth_app_secrets",
    column: "secret_hash",
    counts: "revoked_at IS NULL",
  },
  { kind: "recovery codes", table: "recovery_codes", column: "code_hash", counts: "used_at IS NULL" },
  {
    kind: "invitations",
    table: "invitations",
    column: "secret_hash",
    counts: "accepted_at IS NULL AND revoked_at IS NULL AND expires_at > now()",
  },
  { kind: "mailed links", table: "email_proofs", column: "secret_hash", counts: "expires_at > now()" },
  {
    kind: "mailed links and steps of sign-ins",
    table: "one_time_tokens",
    column: "secret_hash",
    counts: "expires_at > now()",
  },
  { kind: "known devices", table: "known_devices", column: "device_hash", counts: "true" },
];

/** How many hashes of a kind carry the mark of a pepper; null is no mark, that of the first one. */
export type HashedCount = { kind: string; mark: string | null; count: number };

export async function countHashes(pool: pg.Pool): Promise<HashedCount[]> {
  const found: HashedCount[] = [];
  for (const { kind, table, column, counts } of hashedColumns) {
    const { rows } = await pool.query<{ mark: string | null; count: number }>(
      `SELECT CASE WHEN position('.' IN ${column}) > 0 THEN split_part(${column}, '.', 1) END AS mark, count(*)::int AS count
         FROM ${table} WHERE ${counts} GROUP BY 1`,
    );
    found.push(...rows.map((row) => ({ kind, ...row })));
  }
  return found;
}
