import type { Steps } from "./openapi-document";

/** A value on the way through a document; the way to it is put together only where something is said of it. */
export type Place = { value: unknown; name: string; above: Place | null; depth: number };

/** The document itself. */
export function placeOfAll(value: unknown): Place {
  return { value, name: "", above: null, depth: 0 };
}

/** A member of what is at a place. */
export function placeBelow(above: Place, name: string, value: unknown): Place {
  return { value, name, above, depth: above.depth + 1 };
}

/** The steps to a place. */
export function stepsTo(place: Place): Steps {
  const steps: string[] = [];
  for (let at: Place | null = place; at?.above; at = at.above) steps.unshift(at.name);
  return steps;
}
