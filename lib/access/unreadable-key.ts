import "server-only";
import type pg from "pg";
import type { Seals } from "@/lib/platform/sealed";
import { sealPurposes } from "./sealed-values";

/** A sentence for the operator where none of the stored signing keys opens: they were sealed under another ENCRYPTION_KEY. */
export async function unreadableKeyOf(db: Pick<pg.ClientBase, "query">, seals: Seals): Promise<string | null> {
  const { rows } = await db.query<{ sealed: string }>("SELECT sealed_private_jwk AS sealed FROM oauth_signing_keys");
  const opens = ({ sealed }: { sealed: string }) => {
    try {
      seals.open(sealed, sealPurposes.signingKey);
      return true;
    } catch {
      return false;
    }
  };
  if (rows.length === 0 || rows.some(opens)) return null;
  return "its signing keys were sealed under another ENCRYPTION_KEY than this start was given: put that one back, with the secrets that belong to it";
}
