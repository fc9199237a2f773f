import "server-only";
import { inOwnTime } from "./in-time";
import type { Log } from "./log";
import { errorFields } from "./log-error.mjs";

/**
 * How one part of the process does: `reduced` goes on without something that it usually has, `failed` keeps requests from
 * being answered as they should.
 */
export type PartState = "ok" | "reduced" | "failed";

/** A part's state, and in a few fixed words why; the words never hold what an error said. */
export type PartHealth = { state: PartState; reason: string | null };

/** Looks at one part. One that rejects or does not come back in time has failed. */
export type HealthCheck = () => PartHealth | Promise<PartHealth>;

/** What a process knows of itself. */
export type HealthReport = {
  /** `stopping` comes before all else: it answers what it has, and wants nothing more. */
  status: "ready" | "failing" | "stopping";
  parts: Readonly<Record<string, PartHealth>>;
};

/** Looks at all parts of a process. */
export type Health = {
  /** Resolves within a second or so, whatever hangs; many who ask at once cause one look. */
  report(): Promise<HealthReport>;
};

export type HealthOptions = {
  checks: Readonly<Record<string, HealthCheck>>;
  isStopping: () => boolean;
  log: Log;
  /** How long a check may take, in milliseconds. */
  limitMs?: number;
  /** How long a look counts for those who ask after it, in milliseconds: they cannot load what is looked at. */
  reuseMs?: number;
};

/** A part that works. */
export const works: PartHealth = { state: "ok", reason: null };

/** A part that does not, and why. */
export function fails(reason: string): PartHealth {
  return { state: "failed", reason };
}

const usualLimitMs = 1_000;
const usualReuseMs = 500;

export function createHealth(options: HealthOptions): Health {
  const { checks, isStopping, log, limitMs = usualLimitMs, reuseMs = usualReuseMs } = options;
  /** Checks that have not come back; none of them is begun a second time beside itself. */
  const underWay = new Map<string, Promise<PartHealth>>();
  let latest: { parts: HealthReport["parts"]; atMs: number } | null = null;
  let looking: Promise<HealthReport["parts"]> | null = null;

  function begin(name: string, check: HealthCheck): Promise<PartHealth> {
    const begun = underWay.get(name);
    if (begun) return begun;
    const run = (async () => check())()
      .catch((error: unknown) => {
        log("warn", "health_check_failed", { part: name, ...errorFields(error) });
        return fails("cannot be asked");
      })
      .finally(() => underWay.delete(name));
    underWay.set(name, run);
    return run;
  }

  async function look(): Promise<HealthReport["parts"]> {
    const parts = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        const part = await inOwnTime(begin(name, check), limitMs, name).catch(() => fails("does not answer"));
        return [name, part] as const;
      }),
    );
    return Object.fromEntries(parts);
  }

  async function recent(): Promise<HealthReport["parts"]> {
    if (latest && performance.now() - latest.atMs < reuseMs) return latest.parts;
    looking ??= look()
      .then((parts) => {
        latest = { parts, atMs: performance.now() };
        return parts;
      })
      .finally(() => {
        looking = null;
      });
    return looking;
  }

  return {
    async report() {
      const parts = await recent();
      const hasFailed = Object.values(parts).some(({ state }) => state === "failed");
      return { status: isStopping() ? "stopping" : hasFailed ? "failing" : "ready", parts };
    },
  };
}
