import "server-only";
import { addressBlocks } from "./address";

/**
 * Who has a key looked up that may have to be tried: what they cost is counted under it. An address is one that was seen, or
 * that a trusted service says; whoever asks about keys that others showed them is named instead, whatever they say of these.
 */
export type Asker = ({ address: string | null } | { name: string }) & {
  /** The organization whose keys alone are tried; null: all. */
  organizationId: string | null;
};

/** Who shows a key themselves, and from where. */
export function shownFrom(address: string | null): Asker {
  return { address, organizationId: null };
}

/** The groups that an asker takes turns in, the wider first; what leads nowhere is counted under the narrower. */
export function turnsOf(asker: Asker): readonly [wide: string, narrow: string] {
  return "name" in asker ? [asker.name, asker.name] : addressBlocks(asker.address);
}
