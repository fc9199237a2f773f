import "server-only";
import type pg from "pg";
import { oneAtATime } from "@/lib/platform/one-at-a-time";
import type { CredentialRecord } from "./credential-record";
import { minuteMs } from "./limit-windows";

/** Notes when and from where tokens, keys and sessions were last used, to the minute: never a write per request. */
export type LastUse = {
  note(record: CredentialRecord, atMs: number, address: string | null): void;
  /** Writes what was noted; done when all of it is, also what another flush is writing. */
  flush(): Promise<void>;
};

type Use = { atMs: number; address: string | null };

export function createLastUse(pool: pg.Pool): LastUse {
  let tokens = new Map<string, Use>();
  let keys = new Map<string, Use>();
  let sessions = new Map<string, Use>();
  let portals = new Map<string, Use>();

  async function write(
    table: "personal_access_tokens" | "api_keys" | "sessions" | "portal_sessions",
    uses: Map<string, Use>,
  ): Promise<void> {
    if (uses.size === 0) return;
    await pool.query(
      // The same order in every process: no deadlock.
      `WITH locked AS MATERIALIZED (SELECT id FROM ${table} WHERE id = ANY($1::text[]) ORDER BY id FOR NO KEY UPDATE)
       UPDATE ${table} AS stored SET last_used_at = used.at, last_used_ip = used.address
         FROM (SELECT id, to_timestamp(at_ms / 1000.0) AS at, address
                 FROM unnest($1::text[], $2::bigint[], $3::text[]) AS noted (id, at_ms, address)) AS used
              JOIN locked USING (id)
        WHERE stored.id = used.id AND (stored.last_used_at IS NULL OR stored.last_used_at < used.at)`,
      [[...uses.keys()], [...uses.values()].map((use) => use.atMs), [...uses.values()].map((use) => use.address)],
    );
  }

  return {
    note(record, atMs, address) {
      if (atMs - record.lastUseNotedMs < minuteMs) return;
      const { kind, credentialId } = record.principal;
      if (kind === "pat") tokens.set(credentialId, { atMs, address });
      else if (kind === "api-key" || kind === "user-key" || kind === "management-key")
        keys.set(credentialId, { atMs, address });
      else if (kind === "session-jwt" || kind === "dashboard-session") sessions.set(credentialId, { atMs, address });
      else if (kind === "portal-session" || kind === "portal-token") portals.set(credentialId, { atMs, address });
      record.lastUseNotedMs = atMs;
    },
    flush: oneAtATime(async () => {
      const written = { tokens, keys, sessions, portals };
      tokens = new Map();
      keys = new Map();
      sessions = new Map();
      portals = new Map();
      try {
        await write("personal_access_tokens", written.tokens);
        await write("api_keys", written.keys);
        await write("sessions", written.sessions);
        await write("portal_sessions", written.portals);
      } catch (error) {
        tokens = new Map([...written.tokens, ...tokens]);
        keys = new Map([...written.keys, ...keys]);
        sessions = new Map([...written.sessions, ...sessions]);
        portals = new Map([...written.portals, ...portals]);
        throw error;
      }
    }),
  };
}
