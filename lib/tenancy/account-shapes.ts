import { z } from "zod";
import { roleIds } from "@/lib/access/catalogue";

const Count = z.number().int();

/** What acts as a user or was made by them, in all their organizations; counts of what is live now. */
export const AccountAccess = z.object({
  sessions: Count,
  /** OAuth apps with a grant of theirs. */
  authorized_apps: Count,
  tokens: Count,
  /** Keys without scopes, which stand for their maker, and keys that their tokens made. */
  own_keys: Count,
  /** Other keys with scopes that they made, which are their organizations'. */
  organization_keys: Count,
  /** Those of them whose organization has another member who is not suspended: they go on while this one is. */
  attended_keys: Count,
  /** Invitations that they sent and that are still open. */
  invitations: Count,
});
export type AccountAccess = z.output<typeof AccountAccess>;

/**
 * What the deletion of a user does with one of their organizations. It is `deleted` with them where they are alone, and
 * they `left` it where others own it; else it `blocks` the deletion, because others would be left without an owner.
 */
export const PlannedOrganization = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(roleIds),
  /** All members, the user included. */
  members: Count,
  on_deletion: z.enum(["deleted", "left", "blocks"]),
});
export type PlannedOrganization = z.output<typeof PlannedOrganization>;

/** By what a signed-in user can prove again who they are, as the refusal that asks for it names them. */
export const ConfirmingMethod = z.enum(["passkey", "totp", "password", "recovery_code", "provider"]);
export type ConfirmingMethod = z.output<typeof ConfirmingMethod>;
