import "server-only";
import { createPublicKey, generateKeyPair, type JsonWebKey, type KeyObject, randomUUID } from "node:crypto";
import { promisify } from "node:util";
import type { Clock } from "@/lib/platform/clock";
import type { Database, PrismaSession } from "@/lib/platform/database";
import type { Seals } from "@/lib/platform/sealed";
import { sharedTime } from "@/lib/platform/shared-time";
import type { AccessChanges } from "./access-changes";
import { dayMs } from "./limit-windows";
import { sealPurposes } from "./sealed-values";

/** How long an access token lives (document 003). */
export const accessTokenSeconds = 3_600;
/** What `access-changes` says when the keys are no longer the same. */
export const signingKeysSubject = "signing-keys";

/** A key is published this long before it signs, so that verifiers which keep the key set for a day know it by then. */
const publishLeadMs = dayMs;
/** A key signs for this long before the schedule replaces it. */
const rotateAfterMs = 90 * dayMs;
/** Beyond the last token's lifetime, for clocks that disagree. */
export const retirementMs = (accessTokenSeconds + 300) * 1000;
/** Even where an announcement was lost, keys are read again after this long. */
const rereadAfterMs = 60_000;
/** A token with a key that is not known makes the keys be read again, this often at most. */
const unknownKeyPauseMs = 5_000;

/** An RSA key as the database knows it; times in milliseconds since the epoch. */
export type SigningKey = {
  kid: string;
  publicJwk: JsonWebKey;
  publicKey: KeyObject;
  sealedPrivateJwk: string;
  activeAtMs: number;
};

type KeyRow = { kid: string; publicJwk: JsonWebKey; sealedPrivateJwk: string; activeAt: Date };

/** Every key that is published; `version` changes whenever the set does. */
export type SigningKeySet = { version: string; keys: readonly SigningKey[] };

export type RotationOptions = {
  /** Sign with the new key at once instead of a day after it was published. */
  now?: boolean;
  /** Take the other keys away as well: for a key that has leaked. Every access token out there ends. */
  endOthers?: boolean;
  /** Tells of it in the same transaction. */
  tell?: (tx: PrismaSession, made: PublishedKey) => Promise<void>;
};

/** A new key, and since when it signs (milliseconds since the epoch). */
export type PublishedKey = { kid: string; activeAtMs: number };

/**
 * The keys that sign OAuth access tokens: sealed in the database, published before they are used and until the last
 * token they signed has expired. All processes read the same rows, so all agree.
 */
export type SigningKeys = {
  /** The published keys; makes the first one where there is none. */
  current(): Promise<SigningKeySet>;
  /** The key that signs now: the latest of those whose time has come. */
  signer(set: SigningKeySet): SigningKey;
  /** The public key of a `kid`, or null. */
  find(kid: string): Promise<SigningKey | null>;
  /** The private key as a JWK, for signing. */
  open(key: SigningKey): JsonWebKey;
  /** Publishes a new key. */
  rotate(options?: RotationOptions): Promise<PublishedKey>;
  /** The schedule: replaces a key that has signed for 90 days and removes those that no living token needs. */
  maintain(): Promise<void>;
  /** Reads the keys anew on next use. */
  forget(): void;
};

type Options = { database: Database; seals: Seals; clock: Clock; changes: Pick<AccessChanges, "commit"> };

/** Of the advisory lock under which keys are made: two processes that both find none make one. */
const lockNumber = 7_301_914;
const newRsaKey = promisify(generateKeyPair);

export function createSigningKeys({ database, seals, clock, changes }: Options): SigningKeys {
  let known: { set: SigningKeySet; readAtMs: number } | null = null;
  let reading: Promise<SigningKeySet> | null = null;
  let lastUnknownMs = Number.NEGATIVE_INFINITY;

  async function read(): Promise<SigningKeySet> {
    // No request's share of the features' connections: every token waits for what is read here.
    const { rows } = await database.gate.query<KeyRow>(
      `SELECT kid, public_jwk AS "publicJwk", sealed_private_jwk AS "sealedPrivateJwk", active_at AS "activeAt"
         FROM oauth_signing_keys ORDER BY active_at, kid`,
    );
    const keys = rows.map(({ activeAt, ...key }) => {
      const publicKey = createPublicKey({ key: key.publicJwk, format: "jwk" });
      return { ...key, publicKey, activeAtMs: activeAt.getTime() };
    });
    return { version: keys.map(({ kid }) => kid).join(" "), keys };
  }

  async function load(): Promise<SigningKeySet> {
    const set = await read();
    const nowMs = await sharedTime(database.pool, clock);
    if (set.keys.some(({ activeAtMs }) => activeAtMs <= nowMs)) return set;
    const first = await newKey();
    await database.prisma.$transaction(async (tx) => {
      await lock(tx);
      // Another process was quicker: its key counts.
      if ((await tx.oAuthSigningKey.count({ where: { activeAt: { lte: new Date(nowMs) } } })) > 0) return;
      await insert(tx, first, nowMs);
    });
    return read();
  }

  function current(): Promise<SigningKeySet> {
    if (known && performance.now() - known.readAtMs < rereadAfterMs) return Promise.resolve(known.set);
    if (reading) return reading;
    const attempt = load().then((set) => {
      // Kept only once there is a key to sign with, and only when nothing changed meanwhile.
      if (reading === attempt) known = { set, readAtMs: performance.now() };
      return set;
    });
    reading = attempt;
    return attempt.finally(() => {
      if (reading === attempt) reading = null;
    });
  }

  /** RSA, because document 003 signs with RS256. */
  async function newKey() {
    const { publicKey, privateKey } = await newRsaKey("rsa", { modulusLength: 2048 });
    const kid = randomUUID();
    const shared = { kid, use: "sig", alg: "RS256" };
    const publicJwk = { ...publicKey.export({ format: "jwk" }), ...shared };
    const privateJwk = { ...privateKey.export({ format: "jwk" }), ...shared };
    return { kid, publicJwk, sealedPrivateJwk: seals.seal(JSON.stringify(privateJwk), sealPurposes.signingKey) };
  }

  async function insert(tx: PrismaSession, key: Awaited<ReturnType<typeof newKey>>, nowMs: number, activeAtMs = nowMs) {
    const [createdAt, activeAt] = [new Date(nowMs), new Date(activeAtMs)];
    await tx.oAuthSigningKey.updateMany({ where: { retiredAt: null }, data: { retiredAt: activeAt } });
    await tx.oAuthSigningKey.create({ data: { ...key, createdAt, activeAt } });
  }

  function forget(): void {
    known = null;
    // What is being read may be from before the change.
    reading = null;
  }

  /** Under the lock, `isDue` says whether a new key is still wanted. */
  async function publish(
    isDue: (tx: PrismaSession) => Promise<boolean>,
    { now = false, endOthers = false, tell }: RotationOptions,
  ) {
    const key = await newKey();
    const nowMs = await sharedTime(database.pool, clock);
    const activeAtMs = nowMs + (now || endOthers ? 0 : publishLeadMs);
    await changes.commit(async (tx) => {
      await lock(tx);
      if (!(await isDue(tx))) return { result: undefined, subjects: [] };
      if (endOthers) await tx.oAuthSigningKey.deleteMany();
      await insert(tx, key, nowMs, activeAtMs);
      await tell?.(tx, { kid: key.kid, activeAtMs });
      return { result: undefined, subjects: [signingKeysSubject] };
    });
    forget();
    return { kid: key.kid, activeAtMs };
  }

  return {
    current,
    signer({ keys }) {
      const signing = keys.findLast(({ activeAtMs }) => activeAtMs <= clock.now()) ?? keys[0];
      if (!signing) throw new Error("there is no signing key");
      return signing;
    },
    async find(kid) {
      const search = async () => (await current()).keys.find((key) => key.kid === kid) ?? null;
      const found = await search();
      if (found || performance.now() - lastUnknownMs < unknownKeyPauseMs) return found;
      lastUnknownMs = performance.now();
      forget();
      return search();
    },
    open: ({ sealedPrivateJwk }) => JSON.parse(seals.open(sealedPrivateJwk, sealPurposes.signingKey)) as JsonWebKey,
    rotate: (options = {}) => publish(async () => true, options),
    async maintain() {
      const nowMs = await sharedTime(database.pool, clock);
      const gone = new Date(nowMs - retirementMs);
      const { count } = await database.prisma.oAuthSigningKey.deleteMany({ where: { retiredAt: { lt: gone } } });
      if (count > 0) forget();
      const old = new Date(nowMs - rotateAfterMs);
      const isDue = async (tx: PrismaSession) => {
        const newest = await tx.oAuthSigningKey.findFirst({ orderBy: { activeAt: "desc" } });
        return newest !== null && newest.activeAt <= old;
      };
      if (await isDue(database.prisma)) await publish(isDue, {});
    },
    forget,
  };
}

async function lock(tx: PrismaSession): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lockNumber})`;
}
