import "server-only";
import { isInRanges } from "@/lib/access/address";
import { beyondCaps, inSession, type Lineage, readLineage } from "@/lib/access/key-lineage";
import type { Principal } from "@/lib/access/principal";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { type AddressRange, parseRange } from "@/lib/platform/address-range";
import type { PrismaSession } from "@/lib/platform/database";
import { isWithinOrigin } from "@/lib/platform/origin";

/** What holds a key back besides its scopes. */
export type KeyBounds = {
  expiresAt: Date | null;
  ipAllowlist: string[];
  allowedOrigins: string[];
  rateLimitPerMinute: number | null;
};

/**
 * Bounds of a key that `principal` makes. Where that is a key with scopes or a personal access token, they are never
 * looser than its own. Otherwise a leaked one could make itself one that lasts longer and works from anywhere. Throws
 * 403 for addresses beyond the caller's.
 */
export async function boundBy(tx: PrismaSession, principal: Principal, wanted: KeyBounds): Promise<KeyBounds> {
  const { kind, credentialId } = principal;
  if (kind === "pat") {
    const { expiresAt } = await tx.personalAccessToken.findUniqueOrThrow({ where: { id: credentialId } });
    return { ...wanted, expiresAt: earlier(expiresAt, wanted.expiresAt) };
  }
  if (kind !== "api-key") return wanted;
  const own = await tx.apiKey.findUniqueOrThrow({ where: { id: credentialId } });
  return {
    expiresAt: earlier(own.expiresAt, wanted.expiresAt),
    ipAllowlist: narrowed(own.ipAllowlist.map(parseRange), wanted.ipAllowlist, own.ipAllowlist),
    allowedOrigins: narrowedOrigins(own.allowedOrigins, wanted.allowedOrigins),
    rateLimitPerMinute: smaller(own.rateLimitPerMinute, wanted.rateLimitPerMinute),
  };
}

/** What the makers of a stored key leave it, also when others change or rotate it now. */
export function lineageOf(tx: PrismaSession, key: ApiKeyRow, nowMs: number): Promise<Lineage> {
  return readLineage(inSession(tx), key, nowMs);
}

/** An expiry that is no later than that of any maker. */
export function withinLife({ expiresAtMs }: Lineage, expiresAt: Date | null): Date | null {
  return earlier(expiresAtMs === null ? null : new Date(expiresAtMs), expiresAt);
}

/** Refuses scopes, addresses and origins that a maker of the key does not have itself: 403. */
export function requireWithin(
  lineage: Lineage,
  {
    scopes = [],
    addresses = [],
    origins = [],
  }: Partial<Record<"scopes" | "addresses" | "origins", string[] | undefined>>,
): void {
  const [beyond] = beyondCaps(lineage, scopes);
  if (beyond !== undefined) throw new ApiError("forbidden", `What made this key does not hold the scope ${beyond}`);
  for (const list of lineage.addressLists) narrowed(list, addresses, []);
  for (const list of lineage.originLists) narrowedOrigins(list, origins);
}

function earlier(own: Date | null, wanted: Date | null): Date | null {
  if (!own || !wanted) return own ?? wanted;
  return own < wanted ? own : wanted;
}

function smaller(own: number | null, wanted: number | null): number | null {
  return own === null || wanted === null ? (own ?? wanted) : Math.min(own, wanted);
}

/** The wanted origins where each lies within one of the maker's; the maker's own where none are named. */
function narrowedOrigins(own: readonly string[], wanted: string[]): string[] {
  if (own.length === 0 || wanted.length === 0) return wanted.length === 0 ? [...own] : wanted;
  const beyond = wanted.find((inner) => !own.some((outer) => isWithinOrigin(inner, outer)));
  if (beyond === undefined) return wanted;
  throw new ApiError("forbidden", `The credential that makes this key may not be used from ${beyond} itself`);
}

/** The wanted addresses where each lies in one of the maker's ranges; the maker's own where none are named. */
function narrowed(ranges: readonly (AddressRange | null)[], wanted: string[], own: string[]): string[] {
  if (ranges.length === 0 || wanted.length === 0) return wanted.length === 0 ? own : wanted;
  const outer = ranges.filter((range) => range !== null);
  for (const text of wanted) {
    const range = parseRange(text);
    // Inside a range of the maker's: its first address is, and it is no wider.
    const holder = range && outer.find((held) => isInRanges(range[0].toString(), [held]) && held[1] <= range[1]);
    if (!holder)
      throw new ApiError("forbidden", `The credential that makes this key may not be used from ${text} itself`);
  }
  return wanted;
}
