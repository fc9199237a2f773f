import "server-only";
import { timingSafeEqual } from "node:crypto";
import { runtime } from "@/lib/access/runtime";
import { randomBase62 } from "@/lib/platform/random";
import { oauthRequests } from "./request-context";

/** A last use is noted this often at most. */
const noteEveryMs = 60_000;

/** A new client secret such as `secret_Ab3…`: 238 random bits, too many to find one by trying. */
export function newAppSecret(): { secret: string; secretHash: string; secretHint: string } {
  const secret = `secret_${randomBase62(40)}`;
  const secretHint = `${secret.slice(0, 11)}…${secret.slice(-4)}`;
  return { secret, secretHash: runtime().peppers.hash(secret), secretHint };
}

/** Whether `secret` is one of the app's live secrets, of which there may be two while one is being replaced. */
export async function isAppSecret(appId: string, secret: string): Promise<boolean> {
  const { clock, database, peppers, hashRenewals, oauthApps } = runtime();
  const given = peppers.hashes(secret);
  const match = (await oauthApps.find(appId))?.secrets.find(({ secretHash }) =>
    given.some((hash) => isEqual(hash, secretHash)),
  );
  if (!match) return false;
  hashRenewals.note("oauth_app_secrets", match.secretHash, secret);
  const context = oauthRequests().getStore();
  if (context) context.secretId = match.id;
  const now = clock.now();
  if (now - match.lastUsedMs > noteEveryMs) {
    match.lastUsedMs = now;
    await database.prisma.oAuthAppSecret.updateMany({ where: { id: match.id }, data: { lastUsedAt: new Date(now) } });
  }
  return true;
}

function isEqual(one: string, other: string): boolean {
  const [given, known] = [Buffer.from(one), Buffer.from(other)];
  return given.length === known.length && timingSafeEqual(given, known);
}
