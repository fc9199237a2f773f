import "server-only";
import type { Principal } from "@/lib/access/principal";
import type { Topic, TopicsRequest } from "./contract";
import { ownerOf, type Passage, readSample } from "./corpus";
import { inTurn, type Pace } from "./pace";
import { type Term, termsOf } from "./terms";
import { rounded } from "./vectors";

const sampleSize = 1_000;
const characters = 2_000;
const examples = 3;
/** From so many memories on, a topic is something that more than one is about. */
const manyMemories = 5;
/** A phrase stands for its words when this share of the memories with the word have the phrase. */
const phraseShare = 0.6;

/** What the caller's memories are about: words and two-word phrases, weighed against all memories where a filter leaves only some. */
export function findTopics(
  principal: Principal,
  { limit, tenantId, ...filter }: TopicsRequest,
): Promise<{ data: Topic[]; analyzed: number }> {
  const owner = ownerOf(principal, tenantId);
  return inTurn(async (pace) => {
    const chosen = await readSample(owner, filter, sampleSize, characters);
    const isFiltered = Object.values(filter).some((value) => value !== undefined);
    const all = isFiltered ? await readSample(owner, {}, sampleSize, characters) : chosen;
    const mentions = await mentionsOf(chosen, pace);
    const everywhere = isFiltered ? await mentionsOf(all, pace) : mentions;
    const weighed = [...mentions.values()]
      .filter(({ ids }) => chosen.length < manyMemories || ids.length > 1)
      .map((mention) => ({ mention, weight: weigh(mention, chosen.length, everywhere, all.length) }))
      .toSorted((one, other) => other.weight - one.weight || (one.mention.key < other.mention.key ? -1 : 1));
    const kept = withoutPartsOfPhrases(weighed).slice(0, limit);
    const strongest = kept[0]?.weight ?? 1;
    return {
      data: kept.map(({ mention: { texts, ids }, weight }) => ({
        term: mostFrequent(texts),
        weight: rounded(weight / strongest),
        memories: ids.length,
        exampleMemoryIds: ids.slice(0, examples),
      })),
      analyzed: chosen.length,
    };
  });
}

/** Where a word or phrase stands; `parts` are the keys of a phrase's words. */
type Mention = { key: string; parts: readonly string[]; texts: Map<string, number>; ids: string[]; strength: number };

async function mentionsOf(passages: readonly Passage[], pace: Pace): Promise<Map<string, Mention>> {
  const mentions = new Map<string, Mention>();
  for (const { id, content } of passages) {
    await pace();
    const counts = new Map<string, number>();
    for (const { key, parts, text } of expressionsIn(termsOf(content))) {
      const mention = mentions.get(key) ?? { key, parts, texts: new Map(), ids: [], strength: 0 };
      mentions.set(key, mention);
      mention.texts.set(text, (mention.texts.get(text) ?? 0) + 1);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    for (const [key, times] of counts) {
      const mention = mentions.get(key);
      mention?.ids.push(id);
      if (mention) mention.strength += 1 + Math.log(times);
    }
  }
  return mentions;
}

/** Every word but numbers, and every two that stand side by side. */
function* expressionsIn(terms: readonly Term[]): Iterable<{ key: string; parts: readonly string[]; text: string }> {
  let previous: Term | null = null;
  for (const term of terms) {
    if (/^\p{N}+$/u.test(term.key)) {
      previous = null;
      continue;
    }
    yield { key: term.key, parts: [], text: term.text };
    if (previous && term.adjacent && previous.key !== term.key) {
      const parts = [previous.key, term.key];
      yield { key: parts.join(" "), parts, text: `${previous.text} ${term.text}` };
    }
    previous = term;
  }
}

/** How often, times how rare, times how much more often than elsewhere (the logarithm of the ratio of both shares). */
function weigh(mention: Mention, chosen: number, everywhere: ReadonlyMap<string, Mention>, all: number): number {
  const elsewhere = everywhere.get(mention.key)?.ids.length ?? 0;
  const rarity = Math.log(1 + (all + 1) / (elsewhere + 0.5));
  const ratio = mention.ids.length / chosen / ((elsewhere + 0.5) / (all + 1));
  return mention.strength * rarity * (1 + Math.max(0, Math.log(ratio)));
}

/**
 * Keeps a phrase when its words mostly stand in it, and then drops those words: "night train" instead of "night" and
 * "train". Other phrases are two words that met by accident.
 */
function withoutPartsOfPhrases<Weighed extends { mention: Mention }>(weighed: readonly Weighed[]): Weighed[] {
  const sizes = new Map(weighed.map(({ mention }) => [mention.key, mention.ids.length]));
  const replaced = new Set<string>();
  const phrases = new Set<string>();
  for (const { mention } of weighed) {
    const { key, parts, ids } = mention;
    if (parts.length === 0 || ids.length < 2) continue;
    const absorbed = parts.filter((part) => ids.length >= phraseShare * (sizes.get(part) ?? 0));
    if (absorbed.length === 0 || parts.some((part) => replaced.has(part))) continue;
    phrases.add(key);
    for (const part of absorbed) replaced.add(part);
  }
  return weighed.filter(({ mention: { key, parts } }) => (parts.length > 0 ? phrases.has(key) : !replaced.has(key)));
}

function mostFrequent(texts: ReadonlyMap<string, number>): string {
  const [first] = [...texts].toSorted(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
  return first?.[0] ?? "";
}
