import "server-only";
import { hash } from "node:crypto";
import type pg from "pg";
import { batchLoads } from "@/lib/platform/batch-loads";
import type { Clock } from "@/lib/platform/clock";
import { leastRecentlyUsed } from "@/lib/platform/least-recently-used";
import { type Asker, shownFrom } from "./asker";
import type { CredentialFormat } from "./catalogue";
import { isShippedProduct } from "./catalogue-snapshot";
import { readCredential } from "./credential-format";
import {
  type CredentialRecord,
  readSessions,
  readTokens,
  recordOfSession,
  recordOfToken,
  type SessionKey,
  whyStopped,
} from "./credential-record";
import type { HashRenewals } from "./hash-renewals";
import { importedHashes, importedSecretOf } from "./imported-hash";
import { createImportedKeys, importedKeysSubject } from "./imported-keys";
import { earliestEnd, inPool } from "./key-lineage";
import { readKeys, recordOfKey } from "./key-record";
import type { Peppers } from "./peppers";
import { shortestImportedKey } from "./placeholder-keys";
import { portalTokenPrefix, readPortalSessions, recordOfPortalSession } from "./portal-record";
import { readJwt, type SessionJwts } from "./session-jwt";
import type { SlowKeys } from "./slow-keys";
import { createSubjectCache } from "./subject-cache";

/**
 * Why a credential is not accepted (RFC 6750's error_description says it). `unproven` is one bound to a key that was
 * not shown, and `other-key` one that is bound to another key than was shown. `unbound` is one that was shown a key and
 * is bound to none.
 */
export type Rejection =
  | "malformed"
  | "unknown"
  | "expired"
  | "revoked"
  | "disabled"
  | "not-yet-valid"
  | "wrong-audience"
  | "unproven"
  | "other-key"
  | "unbound";

export type CredentialCheck =
  | { ok: true; record: CredentialRecord }
  | { ok: false; reason: Rejection; record: CredentialRecord | null };

/**
 * Checks credentials. A known one is answered from memory, without the database; what ends it reaches every process
 * through `forget`. Rejects when a credential cannot be looked up, with the database's error or `IssuerUnreachable`: never a yes without knowing.
 */
export type CredentialDirectory = {
  /**
   * Checks the token of an `Authorization` header; `provenKey` is the thumbprint of the key that came with it (DPoP), `asker`
   * whoever shows it or has it checked. Rejects with `PasswordQueueFull` where the first use of a key by a hash with a salt has to wait for others.
   */
  checkBearer(token: string, provenKey?: string, asker?: Asker): CredentialCheck | Promise<CredentialCheck>;
  /** The record of a token that holds, where it is in memory; null costs no look at the database and says nothing. */
  glance(token: string): CredentialRecord | null;
  /** Checks the session that the dashboard's cookie names. */
  checkDashboardSession(sessionId: string): CredentialCheck | Promise<CredentialCheck>;
  /** Checks the secret that a portal's cookie holds. */
  checkPortalSession(secret: string): CredentialCheck | Promise<CredentialCheck>;
  /** Drops every record that belongs to a subject such as `key:…`, `token:…`, `session:…`, `portal:…`, `user:…`, `customer:…`, `org:…`. */
  forget(subject: string): void;
  forgetAll(): void;
  /** How many checks were answered from memory, and how many were not. */
  lookups(): { hits: number; misses: number };
};

/**
 * Judges JWTs that are not our own session tokens. What it accepts is kept in memory until the token expires or one of
 * its record's subjects is forgotten; what it refuses is judged again.
 */
export type TokenVerifier = {
  /** Whether a token is this verifier's to judge; nothing in `header` and `claims` is verified yet. */
  isMine(header: Record<string, unknown>, claims: Record<string, unknown>): boolean;
  /** Checks signature and claims; `load` then finds whom the token stands for, null when they are gone. */
  verify(
    token: string,
    nowMs: number,
  ): Promise<
    | {
        ok: true;
        expiresAtMs: number;
        load: () => Promise<CredentialRecord | null>;
        /** One that is not there may be made at any time, and is then looked for again. */
        mayAppear?: boolean;
      }
    | { ok: false; reason: Rejection }
  >;
};

type Options = {
  pool: pg.Pool;
  clock: Clock;
  jwts: SessionJwts;
  verifiers: readonly TokenVerifier[];
  peppers: Peppers;
  hashRenewals: HashRenewals;
  /** Null: no keys by hashes with a salt are looked for. */
  slowKeys: SlowKeys | null;
  /** After how long without a use a session ends; null: only with its lifetime. */
  sessionIdleMs: number | null;
  /** False while changes made elsewhere may have been missed: nothing from memory counts then. */
  isCurrent: (readMs?: number) => boolean;
  /** The read of the catalogue that a lookup has to wait for, where it may have changed; null otherwise. */
  catalogueUnsure: () => Promise<void> | null;
};

type Entry = { record: CredentialRecord | null; readAtMs: number };

const maxEntries = 100_000;
/** Unknown credentials are remembered too, so that a client in a loop does not load the database; far fewer of them. */
const maxUnknown = 10_000;
/** A session that seems idle is read again so often at most: another process may have been used with it. */
const rereadMs = 1_000;

export function createCredentialDirectory(options: Options): CredentialDirectory {
  const { pool, clock, jwts, verifiers, peppers, hashRenewals, slowKeys, sessionIdleMs, isCurrent, catalogueUnsure } =
    options;
  const cache = createSubjectCache<Entry>({
    maxEntries,
    subjectsOf: ({ record }) => record?.subjects ?? null,
    isCurrent,
  });
  const importedKeys = createImportedKeys({ pool, isCurrent });
  let hits = 0;
  let misses = 0;
  const unknown = leastRecentlyUsed<true>(maxUnknown);
  /** How often what is unknown may have become known. */
  let unknownCleared = 0;
  // All that is not in memory in one turn of the event loop is one query for each kind of credential.
  const readKey = batchLoads((hashes: readonly string[]) => readKeys(inPool(pool), "secret_hash", hashes));
  const readToken = batchLoads((hashes: readonly string[]) => readTokens(pool, hashes));
  const readSession = batchLoads((keys: readonly SessionKey[]) => readSessions(pool, keys));
  const readPortal = batchLoads((hashes: readonly string[]) => readPortalSessions(pool, hashes));

  async function loadKey(secret: string): Promise<CredentialRecord | null> {
    const stored = await firstOf(peppers.hashes(secret), readKey);
    if (!stored) return null;
    hashRenewals.note("api_keys", stored.row.secret_hash, secret);
    return recordOfKey(stored, clock.now());
  }

  /** Nothing for what is stored by its own hash: who imports another's key gains nothing, nor does a SHA-256 stand for its key. */
  async function loadImported(secret: string, asker: Asker): Promise<CredentialRecord | null> {
    const sha256 = hash("sha256", secret);
    const [own, stored] = await Promise.all([
      firstOf(peppers.hashes(secret), readKey),
      firstOf(importedHashes(peppers, sha256), readKey),
    ]);
    if (own) return null;
    const found = stored?.row.imported ? stored : await loadSlow(secret, sha256, asker);
    if (!found) return null;
    hashRenewals.note("api_keys", found.row.secret_hash, importedSecretOf(sha256));
    return recordOfKey(found, clock.now());
  }

  /** A key by a hash with a salt, before its first use; another process may have moved it under the pepper meanwhile. */
  async function loadSlow(secret: string, sha256: string, asker: Asker) {
    const waiting = (await slowKeys?.find(secret, asker)) ?? null;
    if (waiting === null) return null;
    return (await readKey(waiting)) ?? firstOf(importedHashes(peppers, sha256), readKey);
  }

  async function loadToken(secret: string): Promise<CredentialRecord | null> {
    const row = await firstOf(peppers.hashes(secret), readToken);
    if (!row) return null;
    hashRenewals.note("personal_access_tokens", row.secret_hash, secret);
    return recordOfToken(row);
  }

  async function loadSession(id: string, kind: SessionKey["kind"]): Promise<CredentialRecord | null> {
    const row = await readSession({ id, kind });
    return row && recordOfSession(row, kind);
  }

  /** By a cookie's secret, or by a token: neither counts for the other. */
  function checkPortal(secret: string, kind: "portal-session" | "portal-token") {
    const secretHash = hash("sha256", secret);
    const id = `${kind} ${secretHash}`;
    const read = async () => {
      const row = await readPortal(secretHash);
      const record = row && recordOfPortalSession(row);
      return record?.principal.kind === kind ? record : null;
    };
    return find(id) ?? load(id, read, null);
  }

  async function load(
    id: string,
    read: () => Promise<CredentialRecord | null>,
    tokenExpiresAtMs: number | null,
    mayAppear = false,
  ) {
    misses += 1;
    await catalogueUnsure();
    const cleared = unknownCleared;
    const entry = await cache.load(id, async () => {
      const record = await read();
      // What is made of the record, such as an identity token, must not outlive the token that was sent either.
      const ended = record && { ...record, expiresAtMs: earliestEnd([record.expiresAtMs, tokenExpiresAtMs]) };
      return { record: ended, readAtMs: clock.now() };
    });
    if (entry.record === null && !mayAppear && cleared === unknownCleared) unknown.set(id, true);
    return judge(entry);
  }

  /** A read under way may say what held before. */
  function clearUnknown(): void {
    unknownCleared += 1;
    unknown.clear();
  }

  function judge({ record }: Entry): CredentialCheck {
    if (record === null) return { ok: false, reason: "unknown", record: null };
    const reason = whyStopped(record, clock.now()) ?? (isIdle(record) ? "expired" : null);
    return reason ? { ok: false, reason, record } : { ok: true, record };
  }

  function isIdle({ confirmedAtMs, lastUseNotedMs, idleMs }: CredentialRecord): boolean {
    const longest = idleMs ?? (confirmedAtMs === undefined ? null : sessionIdleMs);
    return longest !== null && clock.now() - lastUseNotedMs > longest;
  }

  /** Another process may have been used with it: it has to be read again before that is said. */
  function seemsIdle({ record, readAtMs }: Entry): boolean {
    return record !== null && isIdle(record) && Math.abs(clock.now() - readAtMs) > rereadMs;
  }

  function verifierOf(token: string): TokenVerifier | undefined {
    const unverified = readJwt(token);
    // HS256 is our own sessions' alone: a verifier with public keys never sees it (RFC 8725 section 2.1).
    if (!unverified || unverified.header.alg === "HS256") return undefined;
    return verifiers.find((verifier) => verifier.isMine(unverified.header, unverified.claims));
  }

  /** What is shaped like nothing of ours is refused by that alone, without hash and database, unless keys were imported and it is as long as one. */
  function checkForeignKey(token: string, asker: Asker): CredentialCheck | Promise<CredentialCheck> {
    if (token.length < shortestImportedKey) return malformed;
    const any = importedKeys.any();
    if (any === false) return malformed;
    const look = () => {
      const id = hash("sha256", token);
      const found = find(id);
      if (found || asker.organizationId === null) return found ?? load(id, () => loadImported(token, asker), null);
      // What one organization alone does not know is not unknown to all.
      const own = `${asker.organizationId} ${id}`;
      return find(own) ?? load(own, () => loadImported(token, asker), null);
    };
    return any === true ? look() : any.then((known) => (known ? look() : malformed));
  }

  async function checkForeign(verifier: TokenVerifier, id: string, token: string): Promise<CredentialCheck> {
    const verified = await verifier.verify(token, clock.now());
    if (!verified.ok) return { ok: false, reason: verified.reason, record: null };
    return load(id, verified.load, verified.expiresAtMs, verified.mayAppear);
  }

  function find(id: string): CredentialCheck | null {
    const entry = cache.find(id);
    if (entry && seemsIdle(entry)) return null;
    if (entry) {
      hits += 1;
      return judge(entry);
    }
    return isCurrent() && unknown.get(id) ? { ok: false, reason: "unknown", record: null } : null;
  }

  function check(token: string, asker: Asker): CredentialCheck | Promise<CredentialCheck> {
    if (token.startsWith(portalTokenPrefix)) return checkPortal(token, "portal-token");
    const credential = readCredential(token);
    // Refused by its shape alone: no hash, no database. A product's own prefix may be that of keys from elsewhere, too.
    if (credential && !credential.valid && isShippedFormat(credential.format)) return malformed;
    if (credential ? !credential.valid : readJwt(token) === null) return checkForeignKey(token, asker);
    const id = hash("sha256", token);
    const found = find(id);
    if (found) return found;
    if (credential) {
      const isToken = credential.format.kind === "pat";
      return load(id, () => (isToken ? loadToken(token) : loadKey(token)), null);
    }
    const verifier = verifierOf(token);
    if (verifier) return checkForeign(verifier, id, token);
    const jwt = jwts.verify(token, clock.now());
    if (!jwt.ok) return { ok: false, reason: jwt.reason, record: null };
    const { sid, user_id, exp } = jwt.claims;
    const read = async () => {
      const record = await loadSession(sid, "api");
      return record?.principal.userId === user_id ? record : null;
    };
    return load(id, read, exp * 1000);
  }

  return {
    checkBearer(token, provenKey, asker = shownFrom(null)) {
      const checked = check(token, asker);
      return checked instanceof Promise
        ? checked.then((found) => proven(found, provenKey))
        : proven(checked, provenKey);
    },
    glance(token) {
      const found = find(hash("sha256", token));
      return found?.ok && proven(found).ok ? found.record : null;
    },
    checkDashboardSession(sessionId) {
      const id = `dashboard ${sessionId}`;
      return find(id) ?? load(id, () => loadSession(sessionId, "dashboard"), null);
    },
    checkPortalSession(secret) {
      return checkPortal(secret, "portal-session");
    },
    lookups: () => ({ hits, misses }),
    forget(subject) {
      cache.forget(subject);
      importedKeys.forget(subject);
      // What was not known before an import may be.
      if (subject === importedKeysSubject) clearUnknown();
    },
    forgetAll() {
      cache.forgetAll();
      importedKeys.forgetAll();
      clearUnknown();
    },
  };
}

/** What is stored under the first of the hashes that is; they are one query, as all that is asked in one turn is. */
async function firstOf<T>(hashes: readonly string[], read: (hash: string) => Promise<T | null>): Promise<T | null> {
  const found = await Promise.all(hashes.map(read));
  return found.find((one) => one !== null) ?? null;
}

/** Keys of shipped products and personal access tokens are nobody else's: what begins like one is ours or nothing. */
function isShippedFormat({ product }: CredentialFormat): boolean {
  return product === null || isShippedProduct(product);
}

/** A token that is bound to a key counts with that key's proof only, and every other token without one. */
function proven(check: CredentialCheck, provenKey: string | null = null): CredentialCheck {
  if (!check.ok || (check.record.proofKey ?? null) === provenKey) return check;
  const reason = provenKey === null ? "unproven" : check.record.proofKey ? "other-key" : "unbound";
  return { ok: false, reason, record: check.record };
}

const malformed: CredentialCheck = { ok: false, reason: "malformed", record: null };
