import type { Actor } from "./key-events";

/** Credentials that keys and OAuth apps may have been made with. */
export type Makers = { keyIds?: readonly string[]; tokenIds?: readonly string[] };

/** Who ends them, when, and what is told as the reason: the key, token or user that they end with. */
export type Ending = { actor: Actor; now: Date; with: string };
