import { holdsNull } from "@/lib/platform/null-character";
import { isObject, type Say, type Steps } from "./openapi-document";
import { placeBelow, placeOfAll, stepsTo } from "./openapi-place";

/** Bytes of the document as JSON, levels in it, and values that it holds. */
const mostBytes = 1_000_000;
const mostDepth = 64;
const mostValues = 100_000;

/** Letters of a name, and of a reference, which is followed from each place that has it. */
const mostNameLength = 300;
const mostReferenceLength = 1_000;

const halfOfPair = /\p{Cs}/u;
const noName = /[\p{Cc}\p{Cs}]/u;

/**
 * Whether a document is so small and flat that it can be read further; it says what is not. Nothing here calls itself, and a
 * value that several places of a YAML file share is counted at each of them.
 */
export function keepsBounds(document: unknown, say: Say): boolean {
  const open = [placeOfAll(document)];
  let values = 0;
  let isFine = true;
  const refuse = (at: Steps, message: string) => {
    say(at, message);
    isFine = false;
  };
  for (let next = open.pop(); next !== undefined && isFine; next = open.pop()) {
    const { value, depth } = next;
    values += 1;
    if (values > mostValues) refuse([], "must hold at most 100,000 values");
    else if (depth > mostDepth) refuse(stepsTo(next).slice(0, 6), `must be at most ${mostDepth} levels deep`);
    else if (typeof value === "string" && (holdsNull(value) || halfOfPair.test(value)))
      refuse(stepsTo(next), "holds what is no text");
    else if (typeof value === "bigint" || typeof value === "function")
      refuse(stepsTo(next), "must be what JSON can say");
    if (!Array.isArray(value) && !isObject(value)) continue;
    for (const [name, member] of Object.entries(value)) {
      if (noName.test(name)) refuse(stepsTo(next), "has a name with control characters");
      if (name.length > mostNameLength) refuse(stepsTo(next), `has a name of more than ${mostNameLength} characters`);
      if (name === "$ref" && typeof member === "string" && member.length > mostReferenceLength)
        refuse(stepsTo(next), `has a $ref of more than ${mostReferenceLength} characters`);
      open.push(placeBelow(next, name, member));
    }
  }
  if (isFine && new TextEncoder().encode(JSON.stringify(document)).length > mostBytes)
    refuse([], "must have at most 1 MB as JSON");
  return isFine;
}
