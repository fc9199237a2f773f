import "server-only";
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type pg from "pg";
import { inTransaction } from "@/lib/platform/pool-transaction";
import { randomBase62 } from "@/lib/platform/random";
import type { Seals } from "@/lib/platform/sealed";
import { sealPurposes } from "./sealed-values";

/** What a mark is found to be: `unknown_key` where the key that it names is none of this deployment. */
export type MarkCheck = "right" | "wrong" | "unknown_key";

/** Keyed marks (HMAC-SHA-256) on what the audit log holds: who can write into the database alone can make none. */
export type AuditMarks = {
  /** Throws where the deployment's key cannot be opened. */
  mark(text: string): string;
  check(text: string, mark: string | null): MarkCheck;
};

type Key = { id: string; key: Buffer };

const keyBytes = 32;
/** Of the advisory lock under which the key is made: two processes that both find none make one. */
const lockName = "audit key";

/** Reads the deployment's keys, and makes the first one. A key that no secret opens any more proves nothing. */
export async function openAuditMarks(pool: pg.Pool, seals: Seals): Promise<AuditMarks> {
  const stored = await storedKeys(pool, seals);
  const keys = stored.flatMap(({ id, sealedKey }): Key[] => {
    try {
      return [{ id, key: Buffer.from(seals.open(sealedKey, sealPurposes.auditKey), "base64url") }];
    } catch {
      return [];
    }
  });
  const [current] = keys;
  const marked = ({ id, key }: Key, text: string) =>
    `${id}.${createHmac("sha256", key).update(text).digest("base64url")}`;
  return {
    mark(text) {
      if (!current) throw new Error("the key of the audit log was sealed under another ENCRYPTION_KEY");
      return marked(current, text);
    },
    check(text, mark) {
      if (mark === null) return "wrong";
      const named = keys.find(({ id }) => mark.startsWith(`${id}.`));
      if (!named) return "unknown_key";
      const [given, right] = [Buffer.from(mark), Buffer.from(marked(named, text))];
      return given.length === right.length && timingSafeEqual(given, right) ? "right" : "wrong";
    },
  };
}

/** The latest first. */
const allKeys = `SELECT id, sealed_key AS "sealedKey" FROM audit_keys ORDER BY created_at DESC, id`;

async function storedKeys(pool: pg.Pool, seals: Seals): Promise<{ id: string; sealedKey: string }[]> {
  const { rows } = await pool.query<{ id: string; sealedKey: string }>(allKeys);
  if (rows.length > 0) return rows;
  return inTransaction(pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [lockName]);
    const sealedKey = seals.seal(randomBytes(keyBytes).toString("base64url"), sealPurposes.auditKey);
    await client.query(
      "INSERT INTO audit_keys (id, sealed_key) SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM audit_keys)",
      [randomBase62(8), sealedKey],
    );
    const made = await client.query<{ id: string; sealedKey: string }>(allKeys);
    return made.rows;
  });
}
