import "server-only";
import type { Principal } from "@/lib/access/principal";
import type { Pace } from "@/lib/platform/pace";
import type { SummaryRequest, SummarySentence } from "./contract";
import { type Owner, ownerOf, type Passage, readFound, readNamed, readNewest } from "./corpus";
import { inTurn } from "./pace";
import { type Sentence, sentencesOf } from "./sentences";
import { compare, rounded, statisticsOf, type Vector, vectorOf } from "./vectors";

const characters = 20_000;
/** Every two sentences are compared, so there is an end to how many. */
const mostSentences = 240;
const recentUnlessSaid = 20;
const foundByQuery = 30;
/** PageRank's damping (Brin and Page 1998), and rounds enough for three digits. */
const damping = 0.85;
const rounds = 30;
/** A sentence that says this much of what one before it says adds nothing. */
const repetition = 0.6;

/**
 * The sentences most like all others (LexRank, Erkan and Radev 2004) of the named, found or newest memories. The oldest
 * memory comes first; no two say the same.
 */
export function summarize(
  principal: Principal,
  request: SummaryRequest,
): Promise<{ data: { sentences: SummarySentence[]; memories: number } }> {
  const owner = ownerOf(principal, request.tenantId);
  return inTurn(async (pace) => {
    const passages = await passagesOf(owner, request);
    const sentences = await readSentences(passages, pace);
    const vectors = vectorsOf(sentences);
    const scores = await centralityOf(vectors, pace);
    const best = [...sentences.keys()].toSorted(
      (one, other) => (scores[other] ?? 0) - (scores[one] ?? 0) || one - other,
    );
    const strongest = scores[best[0] ?? 0] || 1;
    const chosen = withoutRepetition(best, vectors).slice(0, request.sentences);
    const shown = chosen
      .toSorted((one, other) => one - other)
      .map((index) => ({ ...sentences[index], score: rounded((scores[index] ?? 0) / strongest) }))
      .map(({ text = "", memoryId = "", score }) => ({ text, memoryId, score }));
    return { data: { sentences: shown, memories: passages.length } };
  });
}

function passagesOf(owner: Owner, { memoryIds, query, recent = recentUnlessSaid }: SummaryRequest): Promise<Passage[]> {
  if (memoryIds) return readNamed(owner, memoryIds, characters);
  return query === undefined
    ? readNewest(owner, recent, characters)
    : readFound(owner, query, foundByQuery, characters);
}

/** The sentences of all memories, oldest first, an equal share of each where there are too many. */
async function readSentences(passages: readonly Passage[], pace: Pace): Promise<Sentence[]> {
  const ordered = passages.toSorted(
    (one, other) => one.createdAt.getTime() - other.createdAt.getTime() || (one.id < other.id ? -1 : 1),
  );
  const share = Math.max(2, Math.floor(mostSentences / Math.max(1, ordered.length)));
  const sentences: Sentence[] = [];
  for (const { id, content } of ordered) {
    await pace();
    sentences.push(...sentencesOf(id, content, share));
  }
  return sentences.slice(0, mostSentences);
}

function vectorsOf(sentences: readonly Sentence[]): Vector[] {
  const statistics = statisticsOf(sentences.map(({ terms }) => terms));
  return sentences.map(({ terms }) => vectorOf(terms, statistics));
}

/** How central each sentence is: the stationary share of a walk that prefers similar sentences. */
async function centralityOf(vectors: readonly Vector[], pace: Pace): Promise<number[]> {
  const size = vectors.length;
  const rows: { neighbours: [number, number][]; sum: number }[] = [];
  for (const one of vectors) {
    await pace();
    const neighbours = [...vectors.entries()]
      .map(([index, other]): [number, number] => [index, other === one ? 0 : compare(one, other).score])
      .filter(([, score]) => score > 0);
    rows.push({ neighbours, sum: neighbours.reduce((sum, [, score]) => sum + score, 0) });
  }
  let scores = new Array<number>(size).fill(1 / size);
  for (let round = 0; round < rounds; round++) {
    await pace();
    const next = new Array<number>(size).fill((1 - damping) / size);
    for (const [from, { neighbours, sum }] of rows.entries()) {
      for (const [to, score] of neighbours) next[to] = (next[to] ?? 0) + (damping * (scores[from] ?? 0) * score) / sum;
    }
    scores = next;
  }
  return scores;
}

function withoutRepetition(best: readonly number[], vectors: readonly Vector[]): number[] {
  const chosen: number[] = [];
  for (const index of best) {
    const vector = vectors[index];
    if (!vector) continue;
    const repeats = chosen.some((other) => compare(vector, vectors[other] ?? new Map()).score >= repetition);
    if (!repeats) chosen.push(index);
    // No summary is longer than this.
    if (chosen.length === 20) break;
  }
  return chosen;
}
