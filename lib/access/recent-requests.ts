import "server-only";
import type pg from "pg";
import { leastRecentlyUsed } from "@/lib/platform/least-recently-used";
import { oneAtATime } from "@/lib/platform/one-at-a-time";
import type { Environment, ProductId } from "./catalogue";
import { dayMs } from "./limit-windows";
import { type CountedRefusal, refusalId, trimRequests, writeRefusals, writeRequests } from "./recent-request-rows";

/** Requests of a key or token, as they are kept for some days. Nothing of it is what the caller sent, but the agent's name. */
export type RequestNote = {
  organizationId: string;
  credentialId: string;
  environment: Environment;
  product: ProductId;
  endpoint: string;
  status: number;
  /** Why it was refused; empty where it was not. */
  reason: string;
  elapsedMs: number;
  address: string | null;
  /** The `User-Agent` as it was sent. */
  agent: string | null;
  /** Milliseconds since the epoch. */
  atMs: number;
};

/** Notes what keys and tokens were used for: in memory, never a write per request. */
export type RecentRequests = {
  note(request: RequestNote): void;
  /** Writes what was noted; what could not be written is kept, within the same bounds, for the next time. */
  flush(): Promise<void>;
};

/** Of one credential between two flushes: the latest. */
const mostOfOne = 100;
/** Credentials between two flushes; requests of further ones are not kept. */
const mostCredentials = 1_000;
/** Of all together in one flush: credentials that are used much then give up some of theirs. */
const mostWritten = 2_000;
/** Kinds of refusals between two flushes; of further ones the counts are not kept. */
const mostRefusals = 5_000;
/** After so many new rows, what a credential has beyond its bound is removed. */
const trimmedAfter = 100;
const longestAgent = 160;

export function createRecentRequests(pool: pg.Pool): RecentRequests {
  let requests = new Map<string, RequestNote[]>();
  let refusals = new Map<string, CountedRefusal>();
  /** The hourly upkeep removes what is forgotten here. */
  const untrimmed = leastRecentlyUsed<number>(10 * mostCredentials);

  function keep(request: RequestNote): void {
    const known = requests.get(request.credentialId);
    if (!known) {
      if (requests.size < mostCredentials) requests.set(request.credentialId, [request]);
      return;
    }
    known.push(request);
    // In steps, so that a busy credential does not move its notes with every request.
    if (known.length >= 2 * mostOfOne) known.splice(0, known.length - mostOfOne);
  }

  function countRefusal(refusal: CountedRefusal): void {
    const id = refusalId(refusal);
    const known = refusals.get(id);
    if (known) known.requests += refusal.requests;
    else if (refusals.size < mostRefusals) refusals.set(id, refusal);
  }

  async function writeNoted(): Promise<void> {
    const taken = requests;
    requests = new Map();
    const share = Math.max(1, Math.floor(mostWritten / Math.max(1, taken.size)));
    const rows = [...taken.values()].flatMap((noted) => noted.slice(-Math.min(share, mostOfOne)));
    try {
      await writeRequests(pool, rows);
    } catch (error) {
      const later = requests;
      requests = taken;
      for (const noted of later.values()) for (const request of noted) keep(request);
      throw error;
    }
    await trim(rows);
  }

  async function trim(rows: readonly RequestNote[]): Promise<void> {
    for (const { credentialId } of rows) untrimmed.set(credentialId, (untrimmed.get(credentialId) ?? 0) + 1);
    const due = [...untrimmed].flatMap(([id, count]) => (count >= trimmedAfter ? [id] : []));
    for (const id of due) untrimmed.delete(id);
    await trimRequests(pool, due);
  }

  async function writeCounted(): Promise<void> {
    const taken = refusals;
    refusals = new Map();
    try {
      await writeRefusals(pool, [...taken.values()]);
    } catch (error) {
      for (const refusal of taken.values()) countRefusal(refusal);
      throw error;
    }
  }

  return {
    note(request) {
      const { organizationId, credentialId, endpoint, status, reason, agent, atMs } = request;
      keep(agent !== null && agent.length > longestAgent ? { ...request, agent: cut(agent) } : request);
      if (status < 400) return;
      const dayStartMs = Math.floor(atMs / dayMs) * dayMs;
      countRefusal({ organizationId, credentialId, endpoint, status, reason, dayStartMs, requests: 1 });
    },
    flush: oneAtATime(async () => {
      await writeCounted();
      await writeNoted();
    }),
  };
}

/** A copy: a part of a header would keep the whole header in memory. */
function cut(agent: string): string {
  return Buffer.from(agent.slice(0, longestAgent), "latin1").toString("latin1");
}
