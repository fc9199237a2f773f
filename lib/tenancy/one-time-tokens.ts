import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { randomBase62 } from "@/lib/platform/random";

/** What a token can be good for. One of another purpose is unknown, whoever shows it. */
export type OneTimePurpose =
  | "password reset"
  | "email change"
  | "email change undo"
  | "not me"
  | "second factor"
  | "passkey challenge"
  | "factor setup"
  | "registration"
  | "portal";

type NewToken = {
  purpose: OneTimePurpose;
  /** Null before it is known who signs in. */
  userId: string | null;
  lifetimeMs: number;
  data?: Prisma.InputJsonObject;
};

/** A token as its holder gets it; only its hash is stored. */
export type IssuedToken = { token: string; expiresAt: Date };

/** What a token was issued with. */
export type OneTimeToken = { userId: string | null; data: unknown; attempts: number; createdAt: Date; expiresAt: Date };

/** 238 bits: nothing that could be guessed, short enough for a line of a mail. */
const tokenLength = 40;

/** Issues a token that is good once, until it expires, for one purpose. */
export async function issueOneTimeToken(
  tx: PrismaSession,
  { purpose, userId, lifetimeMs, data = {} }: NewToken,
): Promise<IssuedToken> {
  const nowMs = runtime().clock.now();
  const token = randomBase62(tokenLength);
  const expiresAt = new Date(nowMs + lifetimeMs);
  await tx.oneTimeToken.create({
    data: { secretHash: runtime().peppers.hash(token), purpose, userId, data, createdAt: new Date(nowMs), expiresAt },
  });
  return { token, expiresAt };
}

/** Looks at a token without holding or using it up, to know whose rows are locked first; null as for one that is taken. */
export async function findOneTimeToken(
  tx: PrismaSession,
  purpose: OneTimePurpose,
  token: string,
): Promise<OneTimeToken | null> {
  const row = await tx.oneTimeToken.findFirst({ where: { ...named(token), purpose } });
  return row && row.expiresAt.getTime() > runtime().clock.now() ? row : null;
}

/** The users whose live tokens these are, of any purpose. */
export async function usersOfTokens(tx: PrismaSession, tokens: readonly string[]): Promise<string[]> {
  const rows = await tx.oneTimeToken.findMany({
    where: {
      secretHash: { in: tokens.flatMap((token) => runtime().peppers.hashes(token)) },
      expiresAt: { gt: new Date(runtime().clock.now()) },
    },
    select: { userId: true },
  });
  return rows.flatMap(({ userId }) => userId ?? []);
}

/** Takes a token: of two at once one gets it. Null for an unknown, used or expired one, and for one of another purpose. */
export async function takeOneTimeToken(
  tx: PrismaSession,
  purpose: OneTimePurpose,
  token: string,
): Promise<OneTimeToken | null> {
  const found = await holdOneTimeToken(tx, purpose, token);
  if (found) await tx.oneTimeToken.deleteMany({ where: named(token) });
  return found;
}

/** Holds a token until the transaction ends, without using it up; null as above. */
export async function holdOneTimeToken(
  tx: PrismaSession,
  purpose: OneTimePurpose,
  token: string,
): Promise<OneTimeToken | null> {
  const hashes = runtime().peppers.hashes(token);
  const held = await tx.$queryRaw<object[]>`
    SELECT FROM one_time_tokens WHERE secret_hash = ANY(${hashes}) AND purpose = ${purpose} FOR UPDATE`;
  if (held.length === 0) return null;
  return findOneTimeToken(tx, purpose, token);
}

/** Notes a wrong answer to a token that is held; after `most` of them it is good for nothing any more. */
export async function noteWrongAnswer(tx: PrismaSession, token: string, most: number): Promise<void> {
  await tx.oneTimeToken.updateMany({ where: named(token), data: { attempts: { increment: 1 } } });
  await tx.oneTimeToken.deleteMany({ where: { ...named(token), attempts: { gte: most } } });
}

/** Ends the tokens of a user, of the purposes named; those of another address or password must not act on the new one. */
export async function endOneTimeTokens(
  tx: PrismaSession,
  userId: string,
  purposes: readonly OneTimePurpose[],
): Promise<void> {
  await tx.oneTimeToken.deleteMany({ where: { userId, purpose: { in: [...purposes] } } });
}

/** A Prisma condition for the one row of a token. */
function named(token: string) {
  return { secretHash: { in: [...runtime().peppers.hashes(token)] } };
}
