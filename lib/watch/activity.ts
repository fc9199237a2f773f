import "server-only";
import { LRUCache } from "lru-cache";
import type { CredentialRecord } from "@/lib/access/credential-record";
import { minuteMs } from "@/lib/access/limit-windows";
import type { Principal } from "@/lib/access/principal";
import type { Clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/database";
import { isWatched, rejectionRule } from "./alert-kinds";
import { type Finding, findingKey } from "./finding";
import { networkOf } from "./network";
import { createNetworkBook } from "./network-book";
import { findBusyHours } from "./traffic-history";

/** Watches how credentials are used. Noting does no I/O; what stands out is looked up and told by `flush`. */
export type Activity = {
  /** A credential that holds was used from an address. */
  used(record: CredentialRecord, address: string | null): void;
  /** A revoked credential was shown. */
  usedRevoked(record: CredentialRecord, address: string | null): void;
  /** A request of a credential was answered. */
  answered(principal: Principal, status: number): void;
  /** Hands what stood out since the last flush to `raise`; what that rejects is kept for the next. */
  flush(raise: (finding: Finding) => Promise<unknown>): Promise<void>;
};

/** What is remembered of a credential between flushes: its last address, and its answers of the last two half windows. */
type Note = { address: string | null; halfWindow: number; now: Answers; before: Answers };
type Answers = { requests: number; unauthorized: number; forbidden: number; limited: number };

const maxNotes = 100_000;
/** More than this waits in no queue: a flood of findings must not become a flood of memory or of mails. */
const maxFindings = 1_000;
const findingsPerFlush = 100;
const halfWindowMs = rejectionRule.windowMs / 2;

export function createActivity(database: Database, clock: Clock): Activity {
  const notes = new LRUCache<string, Note>({ max: maxNotes });
  const networks = createNetworkBook(database);
  /** Found and not yet raised, by credential, kind and day. */
  const findings = new Map<string, Finding>();
  /** Raised before, so that a burst that goes on costs nothing more. */
  const told = new LRUCache<string, true>({ max: maxNotes });
  let comparedMinute = 0;

  function noteOf({ credentialId }: Principal): Note {
    const known = notes.get(credentialId);
    if (known) return known;
    const note = { address: null, halfWindow: 0, now: noAnswers(), before: noAnswers() };
    notes.set(credentialId, note);
    return note;
  }

  function find(finding: Finding): void {
    const key = findingKey(finding);
    if (told.get(key) || findings.has(key) || findings.size >= maxFindings) return;
    findings.set(key, finding);
  }

  function findingOf(principal: Principal, kind: Finding["kind"], details: Finding["details"]): Finding {
    const { organizationId, environment, credentialId } = principal;
    return { kind, organizationId, environment, credentialId, atMs: clock.now(), details };
  }

  async function hand(raise: (finding: Finding) => Promise<unknown>): Promise<void> {
    for (const [key, finding] of [...findings].slice(0, findingsPerFlush)) {
      await raise(finding);
      findings.delete(key);
      told.set(key, true);
    }
  }

  /** Looks at the running hour once a minute. */
  async function compareTraffic(): Promise<void> {
    const nowMs = clock.now();
    const minute = Math.floor(nowMs / minuteMs);
    if (minute === comparedMinute) return;
    for (const finding of await findBusyHours(database.pool, nowMs)) find(finding);
    comparedMinute = minute;
  }

  return {
    used({ principal }, address) {
      if (!isWatched(principal.kind)) return;
      const note = noteOf(principal);
      // The same address as last time, which is nearly always, costs one comparison.
      if (note.address === address) return;
      note.address = address;
      const network = networkOf(address);
      if (network !== null) networks.note(findingOf(principal, "new_network", { network, address }), network);
    },
    usedRevoked({ principal }, address) {
      if (!isWatched(principal.kind)) return;
      find(findingOf(principal, "revoked_use", { network: networkOf(address), address }));
    },
    answered(principal, status) {
      if (!isWatched(principal.kind)) return;
      const note = noteOf(principal);
      turn(note, Math.floor(clock.now() / halfWindowMs));
      count(note.now, status);
      if (status !== 401 && status !== 403 && status !== 429) return;
      const sums = sumOf(note);
      const rejected = sums.unauthorized + sums.forbidden + sums.limited;
      if (rejected < rejectionRule.atLeast || rejected < sums.requests * rejectionRule.share) return;
      find(findingOf(principal, "rejections", { rejected, ...sums, address: note.address }));
    },
    async flush(raise) {
      await networks.flush(find);
      await compareTraffic();
      await hand(raise);
    },
  };
}

function noAnswers(): Answers {
  return { requests: 0, unauthorized: 0, forbidden: 0, limited: 0 };
}

/** Moves a note to a half window: the one just before it is kept, older ones are forgotten. */
function turn(note: Note, halfWindow: number): void {
  if (note.halfWindow === halfWindow) return;
  note.before = note.halfWindow === halfWindow - 1 ? note.now : noAnswers();
  note.now = noAnswers();
  note.halfWindow = halfWindow;
}

function count(answers: Answers, status: number): void {
  answers.requests += 1;
  if (status === 401) answers.unauthorized += 1;
  else if (status === 403) answers.forbidden += 1;
  else if (status === 429) answers.limited += 1;
}

function sumOf({ now, before }: Note): Answers {
  return {
    requests: now.requests + before.requests,
    unauthorized: now.unauthorized + before.unauthorized,
    forbidden: now.forbidden + before.forbidden,
    limited: now.limited + before.limited,
  };
}
