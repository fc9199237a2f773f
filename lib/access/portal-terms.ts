import type { ProductId } from "./catalogue";

/** What a portal can show a customer. */
export const portalParts = ["keys", "usage", "limits", "webhooks"] as const;
export type PortalPart = (typeof portalParts)[number];

/** What a portal session lets its customer see and do, as whoever made it said. The scopes of new keys are its principal's. */
export type PortalTerms = {
  shows: readonly PortalPart[];
  /** The products whose keys are shown; null: all. */
  products: readonly ProductId[] | null;
  /** How many live keys the customer may have for another one to be made. */
  maxKeys: number;
  /** The management key that made the session; null where a person did. */
  makerKeyId: string | null;
  /** Where the way back leads. */
  returnUrl: string | null;
  /** When it ends at the latest, in milliseconds since the epoch. */
  endsAtMs: number;
};
