import "server-only";
import type { Principal } from "@/lib/access/principal";
import type { Pace } from "@/lib/platform/pace";
import type { RelatedMemory, RelatedRequest } from "./contract";
import {
  beginningOf,
  type Owner,
  ownerOf,
  type Passage,
  readByIds,
  readMatching,
  readNamed,
  readNewest,
  within,
} from "./corpus";
import { inTurn } from "./pace";
import { isUnspaced, type Term, termsOf } from "./terms";
import { compare, rarityOf, rounded, type Statistics, statisticsOf, vectorOf } from "./vectors";

/** Of the text that others are compared with. */
const sourceCharacters = 20_000;
/** Of each memory that is compared. */
const comparedCharacters = 4_000;
/** Of the newest memories together, and of the older ones. */
const mostCharacters = 400_000;
/** More than a memory can hold. */
const wholeMemory = 100_000;
/** The newest memories: they say which words are common, and are compared in any case. */
const newest = 300;
/** Older memories that share the text's most telling words. */
const matches = 200;
/** How many of its words the database is asked for. */
const tellingWords = 16;
/** Below it two texts share a word by accident. */
const leastScore = 0.02;
const shownTerms = 5;

/**
 * The caller's memories most similar to one of them or to a text, by the cosine of their TF-IDF vectors. Equal ones
 * come newest first.
 */
export function findRelated(
  principal: Principal,
  { memoryId, text, limit, type, tenantId }: RelatedRequest,
): Promise<{ data: RelatedMemory[] }> {
  const owner = ownerOf(principal, tenantId);
  return inTurn(async (pace) => {
    const [source] = memoryId === undefined ? [] : await readNamed(owner, [memoryId], sourceCharacters);
    const terms = termsOf(beginningOf(source?.content ?? text ?? "", sourceCharacters));
    if (terms.length === 0) return { data: [] };
    const sample = await withTerms(await readNewest(owner, newest, comparedCharacters), pace);
    const statistics = statisticsOf(sample.map((one) => one.terms));
    const words = telling(terms, statistics);
    const wanted = { words, parts: words.filter(isUnspaced), type };
    const older = await withTerms(await readMatching(owner, wanted, matches, comparedCharacters), pace);
    const compared = new Map([...sample, ...older].map((one) => [one.passage.id, one]));
    if (source) compared.delete(source.id);
    const candidates = [...compared.values()].filter(({ passage }) => type === undefined || passage.type === type);
    const best = await rank(terms, candidates, statistics, pace);
    return { data: await withContent(owner, best.slice(0, limit)) };
  });
}

type Read = { passage: Passage; terms: readonly Term[] };

async function withTerms(passages: readonly Passage[], pace: Pace): Promise<Read[]> {
  const read: Read[] = [];
  for (const passage of within(passages, mostCharacters)) {
    await pace();
    read.push({ passage, terms: termsOf(passage.content) });
  }
  return read;
}

/** The words that tell most of the text, as they stand in it. */
function telling(terms: readonly Term[], statistics: Statistics): string[] {
  const weights = vectorOf(terms, statistics);
  const texts = new Map(terms.map(({ key, text }) => [key, text]));
  return [...texts]
    .toSorted(
      ([one], [other]) =>
        (weights.get(other) ?? 0) - (weights.get(one) ?? 0) ||
        rarityOf(other, statistics) - rarityOf(one, statistics) ||
        (one < other ? -1 : 1),
    )
    .slice(0, tellingWords)
    .map(([, text]) => text);
}

type Ranked = { passage: Passage; score: number; sharedTerms: string[] };

async function rank(
  source: readonly Term[],
  candidates: readonly Read[],
  statistics: Statistics,
  pace: Pace,
): Promise<Ranked[]> {
  const wanted = vectorOf(source, statistics);
  const ranked: Ranked[] = [];
  for (const { passage, terms } of candidates) {
    await pace();
    const { score, shared } = compare(wanted, vectorOf(terms, statistics));
    if (score < leastScore) continue;
    const texts = new Map(terms.map(({ key, text }) => [key, text]));
    const strongest = [...shared].toSorted(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
    const sharedTerms = strongest.slice(0, shownTerms).map(([key]) => texts.get(key) ?? key);
    ranked.push({ passage, score: rounded(score), sharedTerms });
  }
  return ranked.toSorted(
    (one, other) =>
      other.score - one.score ||
      other.passage.createdAt.getTime() - one.passage.createdAt.getTime() ||
      (one.passage.id < other.passage.id ? 1 : -1),
  );
}

/** The chosen memories in full; one that was deleted meanwhile is left out. */
async function withContent(owner: Owner, ranked: readonly Ranked[]): Promise<RelatedMemory[]> {
  const ids = ranked.map(({ passage }) => passage.id);
  const full = await readByIds(owner, ids, wholeMemory);
  return ranked.flatMap(({ passage: { id }, score, sharedTerms }) => {
    const memory = full.get(id);
    if (!memory) return [];
    const { content, type, createdAt } = memory;
    return { id, content, type: type as RelatedMemory["type"], createdAt: createdAt.toISOString(), score, sharedTerms };
  });
}
