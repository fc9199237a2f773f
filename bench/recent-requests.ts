import type { CredentialRecord } from "@/lib/access/credential-record";
import { type OpenRuntime, openRuntime } from "@/lib/open-runtime";
import { readSettings } from "@/lib/platform/settings";
import { bucketOf, count, warmCredentials } from "./check";
import type { BenchCredentials } from "./database";

/** What requests of one second cost: µs of CPU a request of this process, one value a round, and of PostgreSQL in all rounds. */
export type RecentFigure = {
  perSecond: number;
  credentials: number;
  without: number[];
  with: number[];
  postgresWithout: number;
  postgresWith: number;
};

const loads: [perSecond: number, credentials: number][] = [
  [100, 100],
  [1_000, 1_000],
  [10_000, 1_000],
  [10_000, 10],
];
const atOnce = 16;
const rounds = 20;
/** The first rounds are the compiler's. */
const warmUps = 3;

/**
 * Measures what keeping the last requests adds to counting them, in turns on one runtime: so many requests, and then
 * what is written once a second. `postgresCpuMs` tells how much PostgreSQL has used since it started.
 */
export async function measureRecentRequests(
  environment: Record<string, string | undefined>,
  { keys }: BenchCredentials,
  postgresCpuMs: () => number,
): Promise<RecentFigure[]> {
  const runtime = await openRuntime(readSettings(environment));
  try {
    const checks = await Promise.all(keys.slice(0, warmCredentials).map((key) => runtime.directory.checkBearer(key)));
    const records = checks.flatMap((check) => (check.ok ? [check.record] : []));
    await Promise.all(records.map((record) => runtime.limiter.peek([bucketOf(record)])));
    const figures = loads.map(
      ([perSecond, credentials]): RecentFigure => ({
        perSecond,
        credentials,
        without: [],
        with: [],
        postgresWithout: 0,
        postgresWith: 0,
      }),
    );
    for (let round = 0; round < rounds + warmUps; round += 1) {
      for (const figure of figures) {
        const without = await measureSecond(runtime, records, figure, false, postgresCpuMs);
        const noted = await measureSecond(runtime, records, figure, true, postgresCpuMs);
        if (round < warmUps) continue;
        figure.without.push(without.own);
        figure.with.push(noted.own);
        figure.postgresWithout += without.postgres / rounds;
        figure.postgresWith += noted.postgres / rounds;
      }
    }
    return figures;
  } finally {
    await runtime.close();
  }
}

async function measureSecond(
  runtime: OpenRuntime,
  records: readonly CredentialRecord[],
  { perSecond, credentials }: RecentFigure,
  keeps: boolean,
  postgresCpuMs: () => number,
): Promise<{ own: number; postgres: number }> {
  const [before, postgresBefore] = [process.cpuUsage(), postgresCpuMs()];
  for (let index = 0; index < perSecond; index += atOnce) {
    for (let n = index; n < Math.min(index + atOnce, perSecond); n += 1) {
      const record = records[n % credentials];
      if (!record) throw new Error("no credential of the bench is accepted");
      count(runtime, record);
      if (keeps) note(runtime, record);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await runtime.flush();
  const { user, system } = process.cpuUsage(before);
  return {
    own: (user + system) / perSecond,
    postgres: ((postgresCpuMs() - postgresBefore) * 1_000) / perSecond,
  };
}

function note({ recentRequests, clock }: OpenRuntime, { principal }: CredentialRecord): void {
  const { organizationId, credentialId, environment } = principal;
  recentRequests.note({
    organizationId,
    credentialId,
    environment,
    product: "prompts",
    endpoint: "GET /v1/prompts/{id}",
    status: 200,
    reason: "",
    elapsedMs: 1.8,
    address: "192.0.2.1",
    agent: "python-requests/2.32.3",
    atMs: clock.now(),
  });
}
