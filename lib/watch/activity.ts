import "server-only";
import type { CredentialRecord } from "@/lib/access/credential-record";
import { minuteMs } from "@/lib/access/limit-windows";
import { isCustomersToken, type Principal } from "@/lib/access/principal";
import type { Clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/database";
import { leastRecentlyUsed } from "@/lib/platform/least-recently-used";
import { isLoopback } from "@/lib/platform/loopback";
import { leastRejections } from "./alert-kinds";
import { readRulesOf, wants } from "./alert-rules";
import { type AnswerCounts, countAnswer, isBurst, noCounts, sumOf } from "./answer-counts";
import { type Finding, findingAbout, findingKey } from "./finding";
import { networkOf } from "./network";
import { createNetworkBook } from "./network-book";
import { findBusyHours } from "./traffic-history";
import { watchKey } from "./watched";

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

/** What is remembered of a credential between flushes: its last address, and its answers of the last minutes. */
type Note = { address: string | null; answers: AnswerCounts };

const maxNotes = 100_000;
/** More than this waits in no queue: a flood of findings must not become a flood of memory or of mails. */
const maxFindings = 1_000;
const findingsPerFlush = 100;

/** A customer's portal and tokens are made anew each time, wherever they are, and say nothing of who is in the organization. */
function isWatched(principal: Principal): boolean {
  return principal.portal === undefined && !isCustomersToken(principal);
}

export function createActivity(database: Database, clock: Clock): Activity {
  const notes = leastRecentlyUsed<Note>(maxNotes);
  const networks = createNetworkBook(database);
  /** Credentials whose rejections may be a burst by their organization's rules. */
  const suspects = new Map<string, { principal: Principal; note: Note }>();
  /** Found and not yet raised, by credential, kind and day. */
  const findings = new Map<string, Finding>();
  /** Raised before, so that a burst that goes on costs nothing more. */
  const told = leastRecentlyUsed<true>(maxNotes);
  let comparedMinute = 0;

  function noteOf(key: string): Note {
    const known = notes.get(key);
    if (known) return known;
    const note = { address: null, answers: noCounts() };
    notes.set(key, note);
    return note;
  }

  function find(finding: Finding): void {
    const key = findingKey(finding);
    if (told.get(key) || findings.has(key) || findings.size >= maxFindings) return;
    findings.set(key, finding);
  }

  /** Judges the credentials that were refused often by what their organizations call a burst. */
  async function judgeRejections(): Promise<void> {
    const judged = [...suspects];
    if (judged.length === 0) return;
    const organizationIds = judged.map(([, { principal }]) => principal.organizationId);
    const rulesOf = await readRulesOf(database.prisma, organizationIds);
    const atMs = clock.now();
    for (const [key, { principal, note }] of judged) {
      suspects.delete(key);
      const sums = sumOf(note.answers, atMs);
      if (!isBurst(sums, rulesOf(principal.organizationId).rejections)) continue;
      find(findingAbout(principal, { kind: "rejections", atMs, details: { ...sums, address: note.address } }));
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

  async function hand(raise: (finding: Finding) => Promise<unknown>): Promise<void> {
    const handed = [...findings].slice(0, findingsPerFlush);
    if (handed.length === 0) return;
    const rulesOf = await readRulesOf(
      database.prisma,
      handed.map(([, { organizationId }]) => organizationId),
    );
    for (const [key, finding] of handed) {
      const wanted = wants(rulesOf(finding.organizationId), finding);
      if (wanted) await raise(finding);
      findings.delete(key);
      // What an organization did not want to hear of counts again as soon as it does.
      if (wanted) told.set(key, true);
    }
  }

  return {
    used({ principal }, address) {
      if (!isWatched(principal)) return;
      const note = noteOf(watchKey(principal));
      // The same address as last time, which is nearly always, costs one comparison.
      if (note.address === address) return;
      note.address = address;
      const network = networkOf(address);
      // This machine by another of its own names, such as `::1` after 127.0.0.1, is no other place.
      if (network === null || address === null || isLoopback(address)) return;
      const details = { network, address };
      networks.note(findingAbout(principal, { kind: "new_network", atMs: clock.now(), details }), network);
    },

    usedRevoked({ principal }, address) {
      if (!isWatched(principal)) return;
      const details = { network: networkOf(address), address };
      find(findingAbout(principal, { kind: "revoked_use", atMs: clock.now(), details }));
    },

    answered(principal, status) {
      if (!isWatched(principal)) return;
      const key = watchKey(principal);
      const note = noteOf(key);
      const nowMs = clock.now();
      if (!countAnswer(note.answers, status, nowMs)) return;
      if (suspects.has(key) || suspects.size >= maxFindings) return;
      if (sumOf(note.answers, nowMs).rejected >= leastRejections) suspects.set(key, { principal, note });
    },

    async flush(raise) {
      await networks.flush(find);
      await compareTraffic();
      await judgeRejections();
      await hand(raise);
    },
  };
}
