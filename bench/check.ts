import { creditBuckets, type HeldCredits } from "@/lib/access/credits";
import type { LimitBucket } from "@/lib/access/limiter";
import { type OpenRuntime, openRuntime } from "@/lib/open-runtime";
import { readSettings } from "@/lib/platform/settings";
import type { BenchCredentials } from "./database";

/** One kind of request: µs of CPU and of time for each, one value a round. */
export type CheckFigure = { name: string; cpuMicros: number[]; wallMicros: number[] };

export const warmCredentials = 1_000;
const perRound = 5_000;
const rounds = 40;
/** Far from any limit: what is measured is letting in. */
const limits = { perMinute: 10_000_000, burst: 10_000_000, perDay: 1_000_000_000 };

/** Measures the hot path in this process, on a runtime with PostgreSQL behind it; throws if a warm check asked the database. */
export async function measureChecks(
  environment: Record<string, string | undefined>,
  credentials: BenchCredentials,
): Promise<CheckFigure[]> {
  const runtime = await openRuntime(readSettings(environment));
  const lookups = countLookups(runtime);
  const warm = (list: string[]) => list.slice(0, warmCredentials);
  const cases: [name: string, tokens: string[], run: (token: string) => void][] = [
    ["API key: check, limits, meter", warm(credentials.keys), (token) => admit(runtime, token)],
    [
      "API key with credits: check, limits, credits, meter",
      warm(credentials.keys),
      (token) => count(runtime, recordOf(runtime, token), creditsOf(runtime, token)),
    ],
    ["API key: check alone", warm(credentials.keys), (token) => accept(runtime, token)],
    ["Personal access token: check, limits, meter", warm(credentials.tokens), (token) => admit(runtime, token)],
    ["Session JWT seen before: check, limits, meter", warm(credentials.jwts), (token) => admit(runtime, token)],
    ["Key with a wrong checksum, refused", warm(credentials.keys).map(misspell), (token) => refuse(runtime, token)],
    ["Unknown key seen before, refused", credentials.unknownKeys, (token) => refuse(runtime, token)],
  ];
  try {
    for (const [, tokens] of cases) {
      for (const token of tokens) await runtime.directory.checkBearer(token);
    }
    for (const token of warm(credentials.keys)) await runtime.limiter.decide([bucketOf(recordOf(runtime, token))]);
    for (const token of warm(credentials.keys)) await runtime.limiter.decide(creditsOf(runtime, token));
    for (const token of warm(credentials.tokens)) await runtime.limiter.decide([bucketOf(recordOf(runtime, token))]);
    for (const token of warm(credentials.jwts)) await runtime.limiter.decide([bucketOf(recordOf(runtime, token))]);
    const figures = cases.map(([name]): CheckFigure => ({ name, cpuMicros: [], wallMicros: [] }));
    lookups.count = 0;
    for (let round = 0; round < rounds + 3; round += 1) {
      for (const [index, [, tokens, run]] of cases.entries()) {
        const figure = measureRound(tokens, run);
        // The first rounds are the compiler's.
        if (round < 3) continue;
        figures[index]?.cpuMicros.push(figure.cpu);
        figures[index]?.wallMicros.push(figure.wall);
      }
      // Between the rounds the background's writes and polls get their turn.
      await runtime.flush();
    }
    if (lookups.count > 0) throw new Error(`${lookups.count} warm checks asked the database`);
    return figures;
  } finally {
    await runtime.close();
  }
}

function measureRound(tokens: string[], run: (token: string) => void): { cpu: number; wall: number } {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  for (let index = 0; index < perRound; index += 1) run(tokens[index % tokens.length] ?? "");
  const wall = ((performance.now() - startedAt) * 1000) / perRound;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wall, cpu: (user + system) / perRound };
}

function recordOf({ directory }: OpenRuntime, token: string) {
  const check = directory.checkBearer(token);
  if (check instanceof Promise || !check.ok) throw new Error("a warm credential must be accepted from memory");
  return check.record;
}

export function bucketOf({ principal }: ReturnType<typeof recordOf>): LimitBucket {
  return { subject: `org:${principal.organizationId}`, product: "prompts", environment: principal.environment, limits };
}

function accept(runtime: OpenRuntime, token: string): void {
  recordOf(runtime, token);
}

/** What the gate and the handler's wrapper do for an accepted request, without HTTP around it. */
function admit(runtime: OpenRuntime, token: string): void {
  count(runtime, recordOf(runtime, token));
}

const held = new Map<string, readonly HeldCredits[]>();

/** What requests of a key take from as if it had credits, which reach far. */
function creditsOf(runtime: OpenRuntime, token: string): LimitBucket[] {
  const { principal } = recordOf(runtime, token);
  let credits = held.get(principal.credentialId);
  if (!credits) {
    const { credentialId: holder, environment } = principal;
    const refill = { amount: 1_000_000_000, every: "366d" };
    const grant = { holder, round: 1, granted: 1_000_000_000, countedFromMs: 1, refill, refillFromMs: Date.now() };
    credits = [{ ...grant, of: "key", product: "prompts", environment }];
    held.set(holder, credits);
  }
  return creditBuckets(credits, "prompts", runtime.clock.now());
}

/** The part of it that counts: limits and usage. */
export function count(
  runtime: OpenRuntime,
  record: ReturnType<typeof recordOf>,
  credits: readonly LimitBucket[] = [],
): void {
  const decision = runtime.limiter.decide([bucketOf(record), ...credits]);
  if (decision instanceof Promise || !decision.allowed) throw new Error("a warm counter must let the request in");
  const { organizationId, environment, credentialId } = record.principal;
  runtime.ledger.answered({
    organizationId,
    environment,
    credentialId,
    product: "prompts",
    endpoint: "GET /v1/prompts/{id}",
    status: 200,
    atMs: decision.atMs,
    elapsedMicros: 1_800,
  });
}

function refuse({ directory }: OpenRuntime, token: string): void {
  const check = directory.checkBearer(token);
  if (check instanceof Promise || check.ok) throw new Error("a wrong credential must be refused from memory");
}

function misspell(token: string): string {
  const last = token.at(-1);
  return token.slice(0, -1) + (last === "x" ? "y" : "x");
}

/** Counts the reads of credentials and counters; the writers of the background are no part of a request. */
function countLookups({ database }: OpenRuntime): { count: number } {
  const lookups = { count: 0 };
  const { gate: pool } = database;
  const query = pool.query.bind(pool) as (...args: unknown[]) => unknown;
  const reads = /SELECT[\s\S]+FROM\s+(api_keys|personal_access_tokens|sessions|limit_states)\b/;
  Object.assign(pool, {
    query(...args: unknown[]) {
      if (reads.test(String(args[0]))) lookups.count += 1;
      return query(...args);
    },
  });
  return lookups;
}
