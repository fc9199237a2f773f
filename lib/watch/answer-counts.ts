import { rejectionWindowMs } from "./alert-kinds";
import type { AlertRules } from "./alert-rules";

/** Answers that a credential got. */
export type Answers = { requests: number; unauthorized: number; forbidden: number; limited: number };

/** The answers of the running half window and of the one before it. */
export type AnswerCounts = { halfWindow: number; now: Answers; before: Answers };

const halfWindowMs = rejectionWindowMs / 2;

export function noCounts(): AnswerCounts {
  return { halfWindow: 0, now: noAnswers(), before: noAnswers() };
}

/** Counts an answer; true when it was a rejection. */
export function countAnswer(counts: AnswerCounts, status: number, nowMs: number): boolean {
  turn(counts, nowMs);
  counts.now.requests += 1;
  if (status === 401) counts.now.unauthorized += 1;
  else if (status === 403) counts.now.forbidden += 1;
  else if (status === 429) counts.now.limited += 1;
  else return false;
  return true;
}

/** The answers within the window that ends now, and how many of them were rejections. */
export function sumOf(counts: AnswerCounts, nowMs: number): Answers & { rejected: number } {
  turn(counts, nowMs);
  const { now, before } = counts;
  const unauthorized = now.unauthorized + before.unauthorized;
  const forbidden = now.forbidden + before.forbidden;
  const limited = now.limited + before.limited;
  const requests = now.requests + before.requests;
  return { rejected: unauthorized + forbidden + limited, requests, unauthorized, forbidden, limited };
}

/** Whether so many rejections are a burst by an organization's rules. */
export function isBurst(
  { rejected, requests }: { rejected: number; requests: number },
  { atLeast, sharePercent }: AlertRules["rejections"],
): boolean {
  return rejected >= atLeast && rejected * 100 >= requests * sharePercent;
}

function noAnswers(): Answers {
  return { requests: 0, unauthorized: 0, forbidden: 0, limited: 0 };
}

/** Moves to the running half window: the one just before it is kept, older ones are forgotten. */
function turn(counts: AnswerCounts, nowMs: number): void {
  const halfWindow = Math.floor(nowMs / halfWindowMs);
  if (counts.halfWindow === halfWindow) return;
  counts.before = counts.halfWindow === halfWindow - 1 ? counts.now : noAnswers();
  counts.now = noAnswers();
  counts.halfWindow = halfWindow;
}
