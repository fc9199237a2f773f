import "server-only";
import { isInRanges, parseRange } from "@/lib/access/address";
import type { Principal } from "@/lib/access/principal";
import { ApiError } from "@/lib/http/api-error";
import type { PrismaSession } from "@/lib/platform/database";

/** What holds a key back besides its scopes. */
export type KeyBounds = { expiresAt: Date | null; ipAllowlist: string[]; rateLimitPerMinute: number | null };

/**
 * Bounds of a key that `principal` makes: where that is a key with scopes, never looser than its own, or a leaked key
 * could make itself one that lasts longer and works from anywhere. Throws 403 for addresses beyond the caller's.
 */
export async function boundBy(tx: PrismaSession, principal: Principal, wanted: KeyBounds): Promise<KeyBounds> {
  if (principal.kind !== "api-key") return wanted;
  const own = await tx.apiKey.findUniqueOrThrow({ where: { id: principal.credentialId } });
  return {
    expiresAt: earlier(own.expiresAt, wanted.expiresAt),
    ipAllowlist: narrowed(own.ipAllowlist, wanted.ipAllowlist),
    rateLimitPerMinute: smaller(own.rateLimitPerMinute, wanted.rateLimitPerMinute),
  };
}

function earlier(own: Date | null, wanted: Date | null): Date | null {
  if (!own || !wanted) return own ?? wanted;
  return own < wanted ? own : wanted;
}

function smaller(own: number | null, wanted: number | null): number | null {
  return own === null || wanted === null ? (own ?? wanted) : Math.min(own, wanted);
}

function narrowed(own: string[], wanted: string[]): string[] {
  if (own.length === 0 || wanted.length === 0) return wanted.length === 0 ? own : wanted;
  const ranges = own.map(parseRange).filter((range) => range !== null);
  for (const text of wanted) {
    const range = parseRange(text);
    // Inside a range of the caller's: its first address is, and it is no wider.
    const holder = range && ranges.find((outer) => isInRanges(range[0].toString(), [outer]) && outer[1] <= range[1]);
    if (!holder) throw new ApiError("forbidden", `The calling key may not be used from ${text} itself`);
  }
  return wanted;
}
