import "server-only";
import { z } from "zod";
import type { UserPrincipal } from "@/lib/access/principal";
import type { PrismaSession } from "@/lib/platform/database";
import { issueOneTimeToken, takeOneTimeToken } from "@/lib/tenancy/one-time-tokens";
import { ceremonyMs } from "./passkey-ceremony";

/** What a passkey's challenge is for; one for another use is none. */
type ChallengeUse = "register" | "confirm";

export const challengePurpose = "passkey challenge";

const Bound = z.object({ use: z.string(), challenge: z.string(), sessionId: z.string() });

/** Remembers a challenge for one use by one session; whoever holds the token of it can take it once. */
export async function issueSessionChallenge(
  tx: PrismaSession,
  { userId, credentialId: sessionId }: UserPrincipal,
  use: ChallengeUse,
  challenge: string,
): Promise<string> {
  const data = { use, challenge, sessionId };
  return (await issueOneTimeToken(tx, { purpose: challengePurpose, userId, lifetimeMs: ceremonyMs, data })).token;
}

/** Takes the challenge of a token; null for one of another user, session or use, and for a used or expired one. */
export async function takeSessionChallenge(
  tx: PrismaSession,
  { userId, credentialId }: UserPrincipal,
  use: ChallengeUse,
  token: string,
): Promise<string | null> {
  const taken = await takeOneTimeToken(tx, challengePurpose, token);
  const bound = Bound.safeParse(taken?.data).data;
  const isTheirs = taken?.userId === userId && bound?.sessionId === credentialId && bound.use === use;
  return isTheirs ? bound.challenge : null;
}
