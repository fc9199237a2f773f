import "server-only";
import { hashCredential } from "./credential-format";

/** A pepper, and the mark that hashes under it carry; null for the first one of a deployment, whose hashes have none. */
export type Pepper = { pepper: string; mark: string | null };

/** What the database holds instead of secrets that are only compared: keyed hashes, which tell the pepper that they are under. */
export type Peppers = {
  /** What is stored of a secret from now on. */
  hash(secret: string): string;
  /** All that may be stored of a secret: what `hash` makes of it first, then the hashes under other peppers that are accepted. */
  hashes(secret: string): readonly string[];
  /** Whether a stored hash is under the current pepper. */
  isCurrent(hash: string): boolean;
};

/** The first pepper is the current one. */
export function createPeppers([current, ...others]: readonly [Pepper, ...Pepper[]]): Peppers {
  const hash = (secret: string) => marked(secret, current);
  return {
    hash,
    hashes:
      others.length === 0
        ? (secret) => [hash(secret)]
        : (secret) => [hash(secret), ...others.map((other) => marked(secret, other))],
    isCurrent: (stored) => markOf(stored) === current.mark,
  };
}

function marked(secret: string, { pepper, mark }: Pepper): string {
  const hash = hashCredential(secret, pepper);
  return mark === null ? hash : `${mark}.${hash}`;
}

function markOf(stored: string): string | null {
  const dot = stored.indexOf(".");
  return dot === -1 ? null : stored.slice(0, dot);
}
