/** A Prisma condition for API keys that are neither revoked nor expired. */
export function liveKeys(now: Date) {
  return { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
}
