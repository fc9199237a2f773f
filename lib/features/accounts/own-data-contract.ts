import { z } from "zod";
import { type Contract, defineContract } from "@/lib/http/contract";
import { AccountAccess, PlannedOrganization } from "@/lib/tenancy/account-shapes";

export const exportOwnDataContract = defineContract({
  dashboard: true,
  reauthenticated: true,
  recentSignIn: true,
  withoutHead: true,
  method: "GET",
  path: "/api/user/me/export",
  aboutUser: true,
  product: "account",
  summary: "Everything that is kept about the user, as a JSON file; needs a sign-in within the last ten minutes",
  allow: ["session-jwt"],
  success: { status: 200, media: ["application/json"] },
});

/** What ends with the user, told before. */
export const DeletionPreview = z.object({
  /** Whether the deletion would be refused as things are. */
  blocked: z.boolean(),
  last_administrator: z.boolean(),
  access: AccountAccess,
  organizations: z.array(PlannedOrganization),
});
export type DeletionPreview = z.output<typeof DeletionPreview>;

export const previewDeletionContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/api/user/me/deletion",
  aboutUser: true,
  product: "account",
  summary: "What ends and stays when the user deletes their account; also what holds that up",
  allow: ["session-jwt", "pat"],
  success: { status: 200, body: DeletionPreview },
});

/** What the settings page calls. */
export const ownDataContracts = { export: exportOwnDataContract, previewDeletion: previewDeletionContract };

/** Every row about what is kept of a user. */
export const ownDataRows: readonly Contract[] = Object.values(ownDataContracts);
