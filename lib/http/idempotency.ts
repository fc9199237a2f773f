import "server-only";
import { hash } from "node:crypto";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { sealPurposes } from "@/lib/access/sealed-values";
import type { PrismaSession } from "@/lib/platform/database";
import { type HeldSteps, inHeldTransaction } from "@/lib/platform/held-transaction";
import { repeatedly } from "@/lib/platform/transaction";
import { tryLockUntilCommit } from "@/lib/platform/transaction-lock";
import { ApiError, invalidField } from "./api-error";
import { type Contract, endpointOf } from "./contract";

/** An answer as it is kept for a repetition. */
export type KeptAnswer = { status: number; body: string };

/** How long an answer is kept for repetitions. */
export const answersKeptMs = 86_400_000;

/**
 * Does what a creating request asks for once per `Idempotency-Key` and caller. A repetition within 24 hours gets the
 * first answer again (draft-ietf-httpapi-idempotency-key-header). The answer is stored in the transaction that creates,
 * so that one is never there without the other. 409 while the first is under way, 422 when the same key comes with another
 * request. A request that failed has created nothing, so its key may be used again.
 */
export async function answerOnce(
  contract: Contract,
  principal: Principal,
  key: string,
  request: { path: string; search: string; body: unknown },
  answer: () => Promise<KeptAnswer>,
): Promise<{ kept: KeptAnswer; replayed: boolean }> {
  const { database, log } = runtime();
  const endpoint = endpointOf(contract);
  const requestHash = hashOf([endpoint, request.path, request.search, request.body]);
  const entry = { owner: ownerOf(principal), key: readKey(key), endpoint, requestHash };
  const earlier = await findAnswer(entry);
  if (earlier) return { kept: earlier, replayed: true };
  const steps: HeldSteps<KeptAnswer> = {
    begin: (tx) => takeTurn(tx, entry),
    end: (tx, kept) => keepAnswer(tx, entry, kept),
  };
  try {
    const kept = await repeatedly(log, () => inHeldTransaction(database.prisma, steps, answer));
    return { kept, replayed: false };
  } catch (error) {
    const other = error instanceof AnsweredMeanwhile ? await findAnswer(entry) : null;
    if (other) return { kept: other, replayed: true };
    throw error;
  }
}

type Entry = { owner: string; key: string; endpoint: string; requestHash: string };

/** Another request with the same key was answered between the look for its answer and this one's end. */
class AnsweredMeanwhile extends Error {}

/** What an earlier request with the key was answered; null when there was none. */
async function findAnswer({ owner, key, requestHash }: Entry): Promise<KeptAnswer | null> {
  const { database, seals } = runtime();
  const row = await database.prisma.idempotentAnswer.findFirst({
    where: { owner, key, createdAt: { gt: forgottenBefore() } },
  });
  if (!row) return null;
  if (row.requestHash !== requestHash) throw new ApiError("key_reused");
  return { status: row.status, body: seals.open(row.sealedBody, sealPurposes.idempotentAnswer) };
}

/** Of requests with one key only one is at work: the lock ends with its transaction, however that ends. */
async function takeTurn(tx: PrismaSession, { owner, key }: Entry): Promise<void> {
  if (await tryLockUntilCommit(tx, `idempotency-key:${JSON.stringify([owner, key])}`)) return;
  throw new ApiError("conflict", "A request with this Idempotency-Key is under way", {
    headers: { "retry-after": "1" },
  });
}

async function keepAnswer(tx: PrismaSession, entry: Entry, { status, body }: KeptAnswer): Promise<void> {
  const { clock, seals } = runtime();
  const { owner, key, endpoint, requestHash } = entry;
  // Some answers hold a once-shown secret.
  const sealedBody = seals.seal(body, sealPurposes.idempotentAnswer);
  const stored = await tx.$executeRaw`
    INSERT INTO idempotent_answers AS earlier (owner, key, endpoint, request_hash, status, sealed_body, created_at)
    VALUES (${owner}, ${key}, ${endpoint}, ${requestHash}, ${status}, ${sealedBody}, ${new Date(clock.now())})
    ON CONFLICT (owner, key) DO UPDATE
       SET endpoint = excluded.endpoint, request_hash = excluded.request_hash, status = excluded.status,
           sealed_body = excluded.sealed_body, created_at = excluded.created_at
     WHERE earlier.created_at <= ${forgottenBefore()}`;
  if (stored === 0) throw new AnsweredMeanwhile("the key has its answer");
}

function forgottenBefore(): Date {
  return new Date(runtime().clock.now() - answersKeptMs);
}

/**
 * Keys are the caller's own: what one credential created, with its secret, is no other's to read. A user's sessions are
 * one caller; the users of one OAuth app, whose tokens all carry its identifier, are many. The portal sessions of one
 * customer are one where they may show and give the same: a page gets the next one while it waits for an answer.
 */
function ownerOf({ organizationId, environment, kind, userId, credentialId, customer, portal, scopes }: Principal) {
  const isSession = kind === "session-jwt" || kind === "dashboard-session";
  if (!portal) return `${organizationId} ${environment} ${isSession ? "session" : credentialId} ${userId ?? ""}`;
  const { shows, products, maxKeys, makerKeyId } = portal;
  const terms = hashOf([kind, scopes, shows, products, maxKeys, makerKeyId]);
  return `${organizationId} ${environment} portal ${customer?.id ?? credentialId} ${terms}`;
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
