import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Answer } from "./answer";

/**
 * An answer, as soon as what was counted for it survives the process: a client never hears of what usage and limits do not
 * show. Where that cannot be had, `otherwise` is answered; the journal and the flush log why.
 */
export function whenKept(answer: Answer, otherwise: () => Answer): Answer | Promise<Answer> {
  const kept = runtime().ledger.kept();
  return kept ? kept.then(() => answer, otherwise) : answer;
}
