import { z } from "zod";
import { productIds } from "@/lib/access/catalogue";
import { catalogueId } from "@/lib/http/catalogue-id";
import { type Contract, defineContract } from "@/lib/http/contract";
import { Timestamp } from "@/lib/http/timestamp";
import { domainContracts } from "./domain-contract";
import {
  acceptInvitationContract,
  inviteContract,
  listInvitationsContract,
  previewInvitationContract,
  resendInvitationContract,
  revokeInvitationContract,
} from "./invitations-contract";
import { changeRoleContract, listMembersContract, memberContract, removeMemberContract } from "./members-contract";
import { Count, managing, OrganizationName, Plan, Role, reading } from "./organization-terms";
import {
  createOrganizationContract,
  leaveOrganizationContract,
  ownOrganizationsContract,
  switchOrganizationContract,
} from "./own-organizations-contract";
import { policyContracts } from "./policy-contract";

export const Organization = z.object({
  id: z.string(),
  name: z.string(),
  plan: Plan,
  /** The organization that every user has from the start; it ends with their account. */
  personal: z.boolean(),
  created_at: Timestamp,
  /** Whether the last requests of its keys and tokens are kept, with addresses and agents. */
  keeps_requests: z.boolean(),
  /** Whether the event `key.expiring` and mail tell of keys that end in 30, 7 or 1 days. */
  expiry_notices: z.boolean(),
  /** What the caller is in it; null for credentials that act for no user. */
  role: Role.nullable(),
  counts: z.object({ members: Count, owners: Count, pending_invitations: Count, active_api_keys: Count }),
  limits: z.object({
    members: Count,
    pending_invitations: Count,
    tokens_per_user: Count,
    /** Of the products that count requests by organization; null is unlimited, or has no such window. */
    requests: z.partialRecord(
      catalogueId(productIds),
      z
        .object({
          per_minute: Count.nullable(),
          burst: Count.nullable(),
          per_day: Count.nullable(),
          per_month: Count.nullable(),
          /** How many calls may run at once, of those that hold a slot while they do. */
          concurrency: Count.nullable(),
        })
        .nullable(),
    ),
  }),
});
export type Organization = z.output<typeof Organization>;

export const organizationContract = defineContract({
  ...reading,
  dashboard: true,
  method: "GET",
  path: "/v1/organization",
  summary: "The organization that the credential acts for",
  success: { status: 200, body: Organization },
});

export const OrganizationChange = z
  .strictObject({
    name: OrganizationName.optional(),
    /** False erases those that are kept. */
    keeps_requests: z.boolean().optional(),
    /** False: nobody is told of keys that end soon. */
    expiry_notices: z.boolean().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "names nothing to change");
export type OrganizationChange = z.output<typeof OrganizationChange>;

export const updateOrganizationContract = defineContract({
  ...managing,
  dashboard: true,
  method: "PATCH",
  path: "/v1/organization",
  summary: "Rename or set up the organization; whether the last requests of its keys are kept is chosen here",
  body: OrganizationChange,
  success: { status: 200, body: Organization },
});

export const deleteOrganizationContract = defineContract({
  dashboard: true,
  method: "DELETE",
  path: "/v1/organization",
  refuses: [409],
  reauthenticated: true,
  product: "prompts",
  summary: "Delete the organization with its keys and data; its exact name confirms",
  allow: ["session-jwt"],
  minimumRole: "owner",
  body: z.strictObject({ name: z.string().max(200) }),
  success: { status: 204 },
});

export const dashboardOrganizationContracts = {
  get: organizationContract,
  update: updateOrganizationContract,
  delete: deleteOrganizationContract,
  leave: leaveOrganizationContract,
  members: listMembersContract,
  member: memberContract,
  changeRole: changeRoleContract,
  removeMember: removeMemberContract,
  invitations: listInvitationsContract,
  invite: inviteContract,
  resend: resendInvitationContract,
  revokeInvitation: revokeInvitationContract,
  own: ownOrganizationsContract,
  create: createOrganizationContract,
  switch: switchOrganizationContract,
};

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  ...domainContracts,
  ...policyContracts,
  organizationContract,
  updateOrganizationContract,
  deleteOrganizationContract,
  listMembersContract,
  memberContract,
  changeRoleContract,
  removeMemberContract,
  listInvitationsContract,
  inviteContract,
  resendInvitationContract,
  revokeInvitationContract,
  ownOrganizationsContract,
  createOrganizationContract,
  switchOrganizationContract,
  leaveOrganizationContract,
  acceptInvitationContract,
  previewInvitationContract,
];
