import type { ReferenceMethod } from "@/lib/http/reference-address";
import type { IndexedEndpoint, SearchIndex } from "./search-index";

/** A place in the reference, with why it was found where its name does not say so. */
export type Match = { href: string; method?: ReferenceMethod; label: string; why: string };

const mostMatches = 20;
/** So many endpoints are listed for one parameter or error alone: its name may stand in all of them. */
const none: readonly Match[] = [];

/** The places that hold every word that was typed, those first whose name does. */
export function matchesOf(index: SearchIndex, text: string): readonly Match[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return none;
  const holds = (haystack: string) => words.every((word) => haystack.toLowerCase().includes(word));
  const pages = index.pages.filter(({ label }) => holds(label)).map(({ href, label }) => ({ href, label, why: "" }));
  const errors = index.errors
    .filter(({ status, code, meaning }) => holds(`${status} ${code} ${meaning}`))
    .map(({ status, code, meaning }) => ({ href: "/docs#errors", label: `${status} ${code}`, why: meaning }));
  const ranked = index.endpoints
    .map((endpoint) => rankOf(endpoint, index, words))
    .filter((found) => found !== null)
    .sort((one, other) => one.rank - other.rank || one.match.label.length - other.match.label.length);
  const named = ranked.filter(({ rank }) => rank < 2).map(({ match }) => match);
  const others = ranked.filter(({ rank }) => rank >= 2).map(({ match }) => match);
  return [...pages, ...named, ...errors, ...others].slice(0, mostMatches);
}

type Ranked = { rank: number; match: Match };

/** How well an endpoint fits: by its path, its words, a parameter, or an error; null where a word stands nowhere in it. */
function rankOf(endpoint: IndexedEndpoint, index: SearchIndex, words: readonly string[]): Ranked | null {
  const { href, method, path, summary, scope, parameters } = endpoint;
  const codes = endpoint.errors.map((place) => index.errors[place]?.code ?? "");
  const kinds = [`${method} ${path}`, `${summary} ${scope}`, parameters.join(" "), codes.join(" ")].map((kind) =>
    kind.toLowerCase(),
  );
  let rank = 0;
  for (const word of words) {
    const kind = kinds.findIndex((haystack) => haystack.includes(word));
    if (kind < 0) return null;
    rank = Math.max(rank, kind);
  }
  const naming = (names: readonly string[]) =>
    names.find((name) => words.some((word) => name.toLowerCase().includes(word))) ?? "";
  const why = [summary, summary, `Parameter ${naming(parameters)}`, `Answers ${naming(codes)}`][rank] ?? "";
  return { rank, match: { href, method, label: path, why } };
}
