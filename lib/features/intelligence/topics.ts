import "server-only";
import type { Principal } from "@/lib/access/principal";
import type { Pace } from "@/lib/platform/pace";
import type { Topic, TopicsRequest } from "./contract";
import { ownerOf, type Passage, readSample, within } from "./corpus";
import { inTurn } from "./pace";
import { type Term, termsOf } from "./terms";
import { rounded } from "./vectors";

const sampleSize = 1_000;
const characters = 2_000;
/** Of all memories together. */
const mostCharacters = 400_000;
const mostExamples = 3;
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
    const chosen = within(await readSample(owner, filter, sampleSize, characters), mostCharacters);
    const isFiltered = Object.values(filter).some((value) => value !== undefined);
    const all = isFiltered ? within(await readSample(owner, {}, sampleSize, characters), mostCharacters) : chosen;
    const mentions = await mentionsOf(chosen, pace);
    const everywhere = isFiltered ? await mentionsOf(all, pace) : mentions;
    const weighed = [...mentions.values()]
      .filter(({ memories }) => chosen.length < manyMemories || memories > 1)
      .map((mention) => ({ mention, weight: weigh(mention, chosen.length, everywhere, all.length) }))
      .toSorted((one, other) => other.weight - one.weight || (one.mention.key < other.mention.key ? -1 : 1));
    const kept = withoutPartsOfPhrases(weighed).slice(0, limit);
    const strongest = kept[0]?.weight ?? 1;
    return {
      data: kept.map(({ mention: { text, memories, examples }, weight }) => ({
        term: text,
        weight: rounded(weight / strongest),
        memories,
        exampleMemoryIds: examples,
      })),
      analyzed: chosen.length,
    };
  });
}

/** A word or phrase and where it stands; `parts` are the keys of a phrase's words. */
type Mention = {
  key: string;
  parts: readonly string[];
  text: string;
  memories: number;
  examples: string[];
  strength: number;
  last: { id: string; times: number };
};

async function mentionsOf(passages: readonly Passage[], pace: Pace): Promise<Map<string, Mention>> {
  const mentions = new Map<string, Mention>();
  /** How often each form of a word was met: the most frequent one is shown. */
  const forms = new Map<string, number>();
  for (const { id, content } of passages) {
    await pace();
    for (const { key, parts, text } of expressionsIn(termsOf(content))) {
      const mention = mentions.get(key) ?? newMention(key, parts, text);
      mentions.set(key, mention);
      note(mention, id);
      if (parts.length > 0) continue;
      const times = (forms.get(text) ?? 0) + 1;
      forms.set(text, times);
      if (times > (forms.get(mention.text) ?? 0)) mention.text = text;
    }
  }
  return mentions;
}

function newMention(key: string, parts: readonly string[], text: string): Mention {
  return { key, parts, text, memories: 0, examples: [], strength: 0, last: { id: "", times: 0 } };
}

/** Counts once more: a memory's first mention counts 1 and further ones by the logarithm of how many they are. */
function note(mention: Mention, id: string): void {
  const { last, examples } = mention;
  if (last.id === id) {
    mention.strength += Math.log((last.times + 1) / last.times);
    last.times += 1;
    return;
  }
  mention.last = { id, times: 1 };
  mention.memories += 1;
  mention.strength += 1;
  if (examples.length < mostExamples) examples.push(id);
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
  const elsewhere = everywhere.get(mention.key)?.memories ?? 0;
  const rarity = Math.log(1 + (all + 1) / (elsewhere + 0.5));
  const ratio = mention.memories / chosen / ((elsewhere + 0.5) / (all + 1));
  return mention.strength * rarity * (1 + Math.max(0, Math.log(ratio)));
}

/**
 * Keeps a phrase when its words mostly stand in it, and then drops those words: "night train" instead of "night" and
 * "train". Other phrases are two words that met by accident.
 */
function withoutPartsOfPhrases<Weighed extends { mention: Mention }>(weighed: readonly Weighed[]): Weighed[] {
  const sizes = new Map(weighed.map(({ mention }) => [mention.key, mention.memories]));
  const replaced = new Set<string>();
  const phrases = new Set<string>();
  for (const { mention } of weighed) {
    const { key, parts, memories } = mention;
    if (parts.length === 0 || memories < 2) continue;
    const absorbed = parts.filter((part) => memories >= phraseShare * (sizes.get(part) ?? 0));
    if (absorbed.length === 0 || parts.some((part) => replaced.has(part))) continue;
    phrases.add(key);
    for (const part of absorbed) replaced.add(part);
  }
  return weighed.filter(({ mention: { key, parts } }) => (parts.length > 0 ? phrases.has(key) : !replaced.has(key)));
}
