import "server-only";
import { hash } from "node:crypto";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError, invalidField } from "./api-error";
import { type Contract, endpointOf } from "./contract";

/** An answer as it is kept for a repetition. */
export type KeptAnswer = { status: number; body: string };

/** How long an answer is kept for repetitions. */
export const answersKeptMs = 86_400_000;
/** Longer than our server lets a request take: a process that has not answered by then has died. */
const underWayMs = 120_000;
const sealPurpose = "idempotent answer";

/**
 * Does what a creating request asks for once per `Idempotency-Key` and caller. A repetition within 24 hours gets the
 * first answer again (draft-ietf-httpapi-idempotency-key-header). 409 while the first is under way, 422 when the same
 * key comes with another request. A request that failed has created nothing, so its key may be used again.
 */
export async function answerOnce(
  contract: Contract,
  principal: Principal,
  key: string,
  request: { path: string; search: string; body: unknown },
  answer: () => Promise<KeptAnswer>,
): Promise<{ kept: KeptAnswer; replayed: boolean }> {
  const { database, clock, seals } = runtime();
  const endpoint = endpointOf(contract);
  const requestHash = hashOf([endpoint, request.path, request.search, request.body]);
  const entry = { owner: ownerOf(principal), key: readKey(key), endpoint, requestHash };
  const known = await claim(entry);
  if (known) return { kept: replay(known, requestHash), replayed: true };
  const where = { owner_key: { owner: entry.owner, key: entry.key } };
  let kept: KeptAnswer;
  try {
    kept = await answer();
  } catch (error) {
    await database.prisma.idempotentAnswer.delete({ where }).catch(() => undefined);
    throw error;
  }
  await database.prisma.idempotentAnswer.update({
    where,
    // Some answers hold a once-shown secret.
    data: { status: kept.status, sealedBody: seals.seal(kept.body, sealPurpose), createdAt: new Date(clock.now()) },
  });
  return { kept, replayed: false };
}

type Entry = { owner: string; key: string; endpoint: string; requestHash: string };
type Known = { request_hash: string; status: number | null; sealed_body: string | null };

/** Takes the key for this request: null when it is this request's to answer, otherwise what is known of the earlier one. */
async function claim({ owner, key, endpoint, requestHash }: Entry): Promise<Known | null> {
  const { database, clock } = runtime();
  const nowMs = clock.now();
  const { rowCount } = await database.pool.query(
    `INSERT INTO idempotent_answers AS earlier (owner, key, endpoint, request_hash, created_at)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (owner, key) DO UPDATE
        SET endpoint = excluded.endpoint, request_hash = excluded.request_hash, status = NULL, sealed_body = NULL,
            created_at = excluded.created_at
      WHERE earlier.created_at <= $6 OR (earlier.status IS NULL AND earlier.created_at <= $7)`,
    [owner, key, endpoint, requestHash, new Date(nowMs), new Date(nowMs - answersKeptMs), new Date(nowMs - underWayMs)],
  );
  if (rowCount === 1) return null;
  const { rows } = await database.pool.query<Known>(
    "SELECT request_hash, status, sealed_body FROM idempotent_answers WHERE owner = $1 AND key = $2",
    [owner, key],
  );
  // Gone again in between: the earlier request has just failed.
  return rows[0] ?? { request_hash: requestHash, status: null, sealed_body: null };
}

function replay({ request_hash, status, sealed_body }: Known, requestHash: string): KeptAnswer {
  if (request_hash !== requestHash) throw new ApiError("key_reused");
  if (status === null || sealed_body === null) {
    throw new ApiError("conflict", "A request with this Idempotency-Key is under way", {
      headers: { "retry-after": "1" },
    });
  }
  return { status, body: runtime().seals.open(sealed_body, sealPurpose) };
}

/**
 * Keys are the caller's own: what one credential created, with its secret, is no other's to read. A user's sessions are
 * one caller; the users of one OAuth app, whose tokens all carry its identifier, are many.
 */
function ownerOf({ organizationId, environment, kind, userId, credentialId }: Principal): string {
  const isSession = kind === "session-jwt" || kind === "dashboard-session";
  return `${organizationId} ${environment} ${isSession ? "session" : credentialId} ${userId ?? ""}`;
}

/** The draft's header is a quoted string; most clients send it bare. */
function readKey(header: string): string {
  const key = /^"(.*)"$/.exec(header)?.[1] ?? header;
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw invalidField("Idempotency-Key", "must have 1 to 255 visible ASCII characters");
}

function hashOf(parts: readonly unknown[]): string {
  return hash("sha256", JSON.stringify(parts));
}
