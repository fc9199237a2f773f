import "server-only";
import type { Clock } from "@/lib/platform/clock";
import type { Log } from "@/lib/platform/log";
import { errorFields } from "@/lib/platform/log-error.mjs";
import type { TrustedIssuer } from "@/lib/platform/settings";
import { fetchIssuerKeys } from "./fetch-issuer-keys";
import type { IssuerKey } from "./jwk-key";
import { createKeptKeys } from "./kept-keys";

/** The issuer's keys could not be had, so nothing can be said of its tokens: answered as 503 with Retry-After. */
class IssuerUnreachable extends Error {
  readonly code = "ISSUER_UNREACHABLE";
}

/** Whether an error says so. Only the code is looked at: every bundle has its own copy of the class. */
export function isIssuerUnreachable(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ISSUER_UNREACHABLE";
}

/** The public keys of one issuer, as far as they are known. */
export type IssuerKeys = {
  /**
   * The keys that may have signed a token: those of its `kid`, or all where it names none. Throws `IssuerUnreachable`
   * when none were ever fetched, or too long ago.
   */
  find(kid: string | undefined, alg: string): Promise<readonly IssuerKey[]>;
  /** The same after fetching them anew, unless that was done a moment ago. */
  findAnew(kid: string | undefined, alg: string): Promise<readonly IssuerKey[]>;
};

/** Keeps an issuer's keys for as long as it says, fetched once for all that wait. */
export function createIssuerKeys(issuer: TrustedIssuer, { clock, log }: { clock: Clock; log: Log }): IssuerKeys {
  const kept = createKeptKeys({
    clock,
    fetchKeys: () => fetchIssuerKeys(issuer),
    failed: (error) => log("warn", "issuer_unreachable", { issuer: issuer.issuer, ...errorFields(error) }),
  });

  function matching(keys: readonly IssuerKey[] | null, kid: string | undefined, alg: string): readonly IssuerKey[] {
    if (!keys) throw new IssuerUnreachable("the keys of the issuer are not known");
    return keys.filter((key) => (kid === undefined || key.kid === kid) && key.algorithms.includes(alg));
  }

  return {
    find: async (kid, alg) => matching(await kept.find(), kid, alg),
    findAnew: async (kid, alg) => matching(await kept.findAnew(), kid, alg),
  };
}
