import "server-only";
import type { Pool } from "pg";

/** The text as LIKE reads it literally: its wildcards mean themselves. */
export function likeLiteral(text: string): string {
  return text.replaceAll(/[\\%_]/g, "\\$&");
}

/** A Prisma condition for text that holds `search` in any case; Prisma hands the pattern to LIKE as it is. */
export function containing(search: string) {
  return { contains: likeLiteral(search), mode: "insensitive" as const };
}

/** The text as it is searched: composed, in lower case, without accents. PostgreSQL's `search_fold` is the one home of that rule. */
export async function foldText(pool: Pick<Pool, "query">, text: string): Promise<string> {
  const { rows } = await pool.query<{ folded: string }>("SELECT search_fold($1) AS folded", [text]);
  return rows[0]?.folded ?? "";
}

/** A Prisma condition for names that hold each word of `search`, in any order, case and accents. */
export async function nameHolding(pool: Pick<Pool, "query">, search: string) {
  const words = (await foldText(pool, search)).split(/\s+/).filter(Boolean);
  return { AND: words.map((word) => ({ nameFolded: { contains: likeLiteral(word) } })) };
}

/** A full-text query on a column that PostgreSQL's `search_vector` made. */
export type WordQuery = Alternative & {
  /** For `websearch_to_tsquery`, or for `plainto_tsquery` where `plain` is set; so are the texts of the alternatives. */
  plain: boolean;
  /** Whether the last word may be the beginning of a longer one, because people search while they type. */
  open: boolean;
  /** What stands between one `or` and the next, of which one must match, where an index of words cannot tell all of it. */
  alternatives: Alternative[];
};

/** Words that must all match. */
type Alternative = {
  text: string;
  /** LIKE patterns that the folded text must match as well: what an index of words cannot tell. */
  holds: string[];
  /** LIKE patterns that the folded text must not match. */
  lacks: string[];
};

/** Scripts that the index holds as pairs of characters; the same ranges as in the migration that made `search_vector`. */
const paired =
  "\\u0e00-\\u0e4e\\u0e50-\\u0e59\\u0e80-\\u0eff\\u1000-\\u109f\\u1780-\\u17d3\\u17db-\\u17ff\\u3005-\\u3007\\u3040-\\u309f" +
  "\\u30a1-\\u30fa\\u30fc-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3\\u{20000}-\\u{3ffff}";
const pairedRun = new RegExp(`[${paired}]+`, "gu");
/** Signs that belong to a name: those after one, as in C++, C# and C--, and those that join letters, as in AT&T. */
const signedName = /[\p{L}\p{N}](?:[+#]|--+(?![\p{L}\p{N}])|[&=<>~^|$%*\\]+[\p{L}\p{N}])/u;
const saysSomething = /[\p{L}\p{N}]/u;
const symbol = /(?!\p{ASCII})[\p{Sm}\p{Sc}\p{So}]/u;

/** Reads a folded search as people write it: words, "phrases", or, and -exclusions. */
export function readWordQuery(folded: string): WordQuery {
  const search = folded
    .replace(/[\u201c-\u201f]/g, '"')
    .replace(/(?!\p{ASCII})\p{P}/gu, " ")
    // "keys - limits" means both; PostgreSQL would read it as "keys without limits".
    .replace(/(?<!\S)-+(?!\S)/g, " ")
    .trim();
  let current = emptyAlternative();
  const alternatives = [current];
  for (const [piece, dash = "", phrase] of search.matchAll(/(-?)"([^"]*)"|\S+/g)) {
    const excluded = dash !== "" || (phrase === undefined && piece.startsWith("-"));
    const text = phrase ?? (excluded ? piece.slice(1) : piece);
    if (piece === "or") {
      current = emptyAlternative();
      alternatives.push(current);
      continue;
    }
    const isPaired = text.search(pairedRun) >= 0;
    const isLiteral = isPaired || signedName.test(text) || (!saysSomething.test(text) && symbol.test(text));
    if (excluded && isLiteral) current.lacks.push(patternOf(text));
    else current.pieces.push(isPaired ? asIndexed(text) : piece);
    if (!excluded && isLiteral) current.holds.push(patternOf(text));
  }
  const said = alternatives
    .filter(({ pieces, lacks }) => pieces.length + lacks.length > 0)
    .map(({ pieces, ...literal }) => ({ text: pieces.join(" "), ...literal }));
  const [only = { text: "", holds: [], lacks: [] }, ...others] = said;
  const text = said.map((alternative) => alternative.text).join(" or ");
  const hasLiterals = said.some(({ holds, lacks }) => holds.length + lacks.length > 0);
  return {
    ...(others.length === 0 ? only : { text, holds: [], lacks: [] }),
    // PostgreSQL gives up on some 30 exclusions in a row, so many dashes are not a search with exclusions.
    plain: text.split("-").length > 20,
    open: /[\p{L}\p{N}\p{M}]$/u.test(search),
    alternatives: others.length > 0 && hasLiterals ? said : [],
  };
}

function emptyAlternative(): { pieces: string[]; holds: string[]; lacks: string[] } {
  return { pieces: [], holds: [], lacks: [] };
}

/** Folded text with its words as the index holds them: scripts without spaces as pairs of characters. */
export function asIndexed(folded: string): string {
  return folded.replaceAll(pairedRun, (run) => {
    const characters = [...run];
    const pairs = characters.slice(1).map((character, index) => `${characters[index]}${character}`);
    return ` ${pairs.length > 0 ? pairs.join(" ") : run} `;
  });
}

/** What a text must hold, without the punctuation around it; two dashes or more at its end are signs of a name. */
function patternOf(text: string): string {
  const bare = text.replace(/^[^\p{L}\p{N}\p{S}#]+|(?:[^\p{L}\p{N}\p{M}\p{S}#-]|(?<!-)-(?!-))+$/gu, "");
  return `%${likeLiteral(bare)}%`;
}
