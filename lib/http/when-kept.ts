import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Answer } from "./answer";

/**
 * An answer, as soon as what was counted for it survives the process: a client never hears of what usage and limits do not
 * show. Where that cannot be had, `otherwise` is answered; the journal and the flush log why. The request begun at `begunMs`,
 * by `performance.now()`.
 */
export function whenKept(answer: Answer, begunMs: number, otherwise: () => Answer): Answer | Promise<Answer> {
  const kept = runtime().ledger.kept(begunMs);
  return kept ? kept.then(() => answer, otherwise) : answer;
}
