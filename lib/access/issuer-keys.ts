import "server-only";
import type { Clock } from "@/lib/platform/clock";
import type { Log } from "@/lib/platform/log";
import { errorFields } from "@/lib/platform/log-error";
import type { TrustedIssuer } from "@/lib/platform/settings";
import { fetchIssuerKeys } from "./fetch-issuer-keys";
import type { IssuerKey } from "./jwk-key";

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

/** However many unknown key ids are tried, the issuer is asked no more often than this. */
const refetchPauseMs = 60_000;
/** An issuer that has never answered is asked again sooner: its users cannot come in until it does. */
const firstFetchPauseMs = 5_000;
/** How long past their time keys still count while the issuer does not answer. */
const staleMs = 24 * 3_600_000;

type Known = { keys: readonly IssuerKey[]; freshUntilMs: number };

/** Keeps an issuer's keys for as long as it says, fetched once for all that wait. */
export function createIssuerKeys(issuer: TrustedIssuer, { clock, log }: { clock: Clock; log: Log }): IssuerKeys {
  let known: Known | null = null;
  let lastAttemptMs = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | null = null;

  async function fetchOnce(): Promise<void> {
    lastAttemptMs = clock.now();
    try {
      const { keys, maxAgeMs } = await fetchIssuerKeys(issuer);
      known = { keys, freshUntilMs: clock.now() + maxAgeMs };
    } catch (error) {
      log("warn", "issuer_unreachable", { issuer: issuer.issuer, ...errorFields(error) });
    }
  }

  /** Fetches unless that was done a moment ago; never fails, because older keys may do. */
  async function refetch(): Promise<void> {
    const pauseMs = known ? refetchPauseMs : firstFetchPauseMs;
    if (!fetching && clock.now() - lastAttemptMs < pauseMs) return;
    fetching ??= fetchOnce().finally(() => {
      fetching = null;
    });
    await fetching;
  }

  function matching(kid: string | undefined, alg: string): readonly IssuerKey[] {
    if (!known || clock.now() >= known.freshUntilMs + staleMs)
      throw new IssuerUnreachable("the keys of the issuer are not known");
    return known.keys.filter((key) => (kid === undefined || key.kid === kid) && key.algorithms.includes(alg));
  }

  return {
    async find(kid, alg) {
      if (!known || clock.now() >= known.freshUntilMs) await refetch();
      return matching(kid, alg);
    },
    async findAnew(kid, alg) {
      await refetch();
      return matching(kid, alg);
    },
  };
}
