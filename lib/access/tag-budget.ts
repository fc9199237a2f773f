import "server-only";
import { LRUCache } from "lru-cache";
import { dayMs } from "./limit-windows";

/** Under this name are counted what further tags an organization has on a day. */
export const otherTags = "(other tags)";
/** What a process tells apart of an organization's tags on a UTC day: rows grow with them, and nobody reads more lines. */
export const mostTags = 100;

type Known = { day: number; tags: Set<string> };

/** One that is pushed out begins its day's tags anew: the bound holds for the 2,000 organizations that tagged last. */
const known = new LRUCache<string, Known>({ max: 2_000 });

/** The tags as they are counted, each once: under one name those beyond the day's bound, and those that are new where `mayAdd` is false. */
export function boundedTags(organizationId: string, tags: readonly string[], atMs: number, mayAdd: boolean): string[] {
  const day = Math.floor(atMs / dayMs);
  let own = known.get(organizationId);
  if (own?.day !== day) {
    own = { day, tags: new Set() };
    known.set(organizationId, own);
  }
  const counted: string[] = [];
  for (const tag of tags) {
    const name = nameOf(tag, own.tags, mayAdd);
    // So few that looking through them costs less than a set.
    if (!counted.includes(name)) counted.push(name);
  }
  return counted;
}

function nameOf(tag: string, seen: Set<string>, mayAdd: boolean): string {
  if (seen.has(tag)) return tag;
  if (!mayAdd || seen.size >= mostTags) return otherTags;
  seen.add(tag);
  return tag;
}
