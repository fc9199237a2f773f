import { z } from "zod";
import { planIds, productIds, roleIds } from "@/lib/access/catalogue";
import { catalogueId } from "@/lib/http/catalogue-id";
import { type Contract, defineContract, v1Callers } from "@/lib/http/contract";
import { nameOf } from "@/lib/http/name";
import { Page, sortedPage, Total } from "@/lib/http/page";
import { Instant, Timestamp } from "@/lib/http/timestamp";
import { domainContracts } from "./domain-contract";
import { policyContracts } from "./policy-contract";

const Count = z.number().int();
const Role = z.enum(roleIds);
const Plan = catalogueId(planIds);
const OrganizationName = nameOf(100);

/** What a caller sends who ends somebody's access: what becomes of the keys with scopes that they made. */
export const keyFates = ["keep", "revoke"] as const;
const KeyFate = z.enum(keyFates).default("keep");

const reading = { product: "prompts", allow: v1Callers, scope: "organization:read" } as const;
const managing = { product: "prompts", allow: v1Callers, scope: "organization:admin" } as const;
/** What a signed-in user does for themselves; nothing that is kept in a script may move its user about. */
const ownAffairs = { product: "account", allow: ["session-jwt"], aboutUser: true } as const;

// The organization

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
  summary: "Rename the organization, or choose whether the last requests of its keys are kept",
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

// Members

/** What ends, or stays, when somebody's membership ends. */
const Access = z.object({
  /** Keys without scopes stand for their maker: they are revoked. */
  unscoped_keys: Count,
  /** Keys with scopes that their personal access tokens made: they are revoked with those. */
  token_keys: Count,
  /** Other keys with scopes belong to the organization: they go on, unless they are to be revoked too. */
  scoped_keys: Count,
  /** Those of them that may manage the organization or its webhooks: their maker may still know the secret. */
  privileged_keys: Count,
  /** Those of the keys that their tokens made which may do so: with a lower role they cannot any more. */
  privileged_token_keys: Count,
  /** Personal access tokens for this organization: they are revoked. */
  tokens: Count,
  /** Invitations that they sent and that are still open: they are withdrawn. */
  pending_invitations: Count,
});
export type Access = z.output<typeof Access>;

export const Member = z.object({
  user_id: z.string(),
  name: z.string(),
  email: z.string(),
  role: Role,
  joined_at: Instant,
  you: z.boolean(),
  /** What the caller may do with this member; the reasons say why not more. */
  options: z.object({
    roles: z.array(Role),
    role_reason: z.string().nullable(),
    remove: z.boolean(),
    remove_reason: z.string().nullable(),
  }),
});
export type Member = z.output<typeof Member>;

export const MemberDetail = Member.extend({ access: Access });
export type MemberDetail = z.output<typeof MemberDetail>;

export const MemberList = z.object({
  data: z.array(Member),
  next_cursor: z.string().nullable(),
  /** How many match in all, on the first page and where it was asked for. */
  total: z.number().int().optional(),
});
export type MemberList = z.output<typeof MemberList>;

/** What members can be sorted by; a minus in front turns the order around. Roles stand by what they may do, least first. */
export const memberOrders = ["name", "role", "created"] as const;

export const MemberQuery = Page.extend({
  /** Part of the name or of the address. */
  q: z.string().trim().max(100).optional(),
  ...sortedPage(memberOrders),
  total: Total,
});
export type MemberQuery = z.output<typeof MemberQuery>;

export const listMembersContract = defineContract({
  ...reading,
  dashboard: true,
  method: "GET",
  path: "/v1/organization/members",
  summary: "List members, newest first unless sorted otherwise",
  query: MemberQuery,
  success: { status: 200, body: MemberList },
});

const MemberParams = z.object({ user_id: z.string() });

export const memberContract = defineContract({
  ...reading,
  dashboard: true,
  method: "GET",
  path: "/v1/organization/members/{user_id}",
  summary: "A member, and what would end with their membership; a plain member may ask about themselves",
  params: MemberParams,
  success: { status: 200, body: MemberDetail },
});

/** What ended: the same counts as before, of what was there when it was done. */
export const EndedAccess = Access.extend({ scoped_keys_revoked: Count });
export type EndedAccess = z.output<typeof EndedAccess>;

export const RoleChange = z.strictObject({
  role: Role,
  /** Whether keys that the member made, with scopes that the new role does not reach, are revoked. */
  keys: KeyFate,
});
export type RoleChange = z.output<typeof RoleChange>;

export const changeRoleContract = defineContract({
  ...managing,
  dashboard: true,
  method: "PATCH",
  path: "/v1/organization/members/{user_id}",
  refuses: [409],
  reauthenticated: true,
  summary: "Change a member's role",
  params: MemberParams,
  body: RoleChange,
  success: { status: 200, body: Member.extend({ keys_revoked: Count }) },
});

export const removeMemberContract = defineContract({
  ...managing,
  dashboard: true,
  method: "DELETE",
  path: "/v1/organization/members/{user_id}",
  refuses: [409],
  reauthenticated: true,
  summary: "Remove a member; their access ends at once",
  params: MemberParams,
  query: z.object({ keys: KeyFate }),
  success: { status: 200, body: z.object({ user_id: z.string(), ended: EndedAccess }) },
});

// Invitations

/** Why inviting takes a proved address of one's own. */
export const unprovedInviter = "Verify your email address first: invitations name it to those who get them";

export const Invitation = z.object({
  id: z.string(),
  email: z.string(),
  role: Role,
  status: z.enum(["pending", "expired"]),
  created_at: Timestamp,
  expires_at: Timestamp,
  invited_by: z.object({ user_id: z.string(), name: z.string() }).nullable(),
});
export type Invitation = z.output<typeof Invitation>;

export const InvitationList = z.object({ data: z.array(Invitation), next_cursor: z.string().nullable() });
export type InvitationList = z.output<typeof InvitationList>;

export const listInvitationsContract = defineContract({
  ...reading,
  dashboard: true,
  method: "GET",
  path: "/v1/organization/invitations",
  summary: "List invitations that are not accepted yet, newest first",
  query: Page,
  success: { status: 200, body: InvitationList },
});

export const maximumRows = 100;

export const NewInvitations = z.strictObject({
  invitations: z
    .array(z.strictObject({ email: z.string().max(1_000), role: Role.default("member") }))
    .min(1, "must name at least one address")
    .max(maximumRows, `must name at most ${maximumRows} addresses`),
});
export type NewInvitations = z.output<typeof NewInvitations>;

/** What became of one row of a request, in the request's order. */
export const InvitationResult = z.object({
  email: z.string(),
  role: Role,
  status: z.enum([
    "invited",
    "invalid_email",
    "repeated",
    "your_own_address",
    "already_member",
    "already_invited",
    "role_not_allowed",
    "limit_reached",
  ]),
  message: z.string(),
  invitation: Invitation.nullable(),
  /** The link, this once, where this deployment sends no mail itself; otherwise null: it was mailed. */
  link: z.string().nullable(),
});
export type InvitationResult = z.output<typeof InvitationResult>;

export const inviteContract = defineContract({
  ...managing,
  dashboard: true,
  method: "POST",
  path: "/v1/organization/invitations",
  reauthenticated: true,
  summary: "Invite one or many addresses, with a result for each",
  body: NewInvitations,
  success: { status: 201, body: z.object({ results: z.array(InvitationResult) }) },
});

const InvitationParams = z.object({ id: z.string() });

export const resendInvitationContract = defineContract({
  ...managing,
  dashboard: true,
  method: "POST",
  path: "/v1/organization/invitations/{id}/resend",
  reauthenticated: true,
  summary: "Send an invitation again with a new link; the old one stops working",
  creates: true,
  params: InvitationParams,
  success: { status: 200, body: z.object({ invitation: Invitation, link: z.string().nullable() }) },
});

export const revokeInvitationContract = defineContract({
  ...managing,
  dashboard: true,
  method: "DELETE",
  path: "/v1/organization/invitations/{id}",
  summary: "Withdraw an invitation",
  params: InvitationParams,
  success: { status: 204 },
});

// A user's own organizations

export const OwnOrganization = z.object({
  id: z.string(),
  name: z.string(),
  plan: Plan,
  personal: z.boolean(),
  role: Role,
  /** The credential acts for it. */
  current: z.boolean(),
});
export type OwnOrganization = z.output<typeof OwnOrganization>;

export const OwnOrganizationList = z.object({ data: z.array(OwnOrganization), next_cursor: z.string().nullable() });

export const ownOrganizationsContract = defineContract({
  ...ownAffairs,
  dashboard: true,
  method: "GET",
  path: "/api/user/organizations",
  summary: "The organizations that the user is a member of, the one joined last first",
  allow: ["session-jwt", "pat"],
  query: Page,
  success: { status: 200, body: OwnOrganizationList },
});

export const NewOrganization = z.strictObject({ name: OrganizationName });

export const createOrganizationContract = defineContract({
  ...ownAffairs,
  dashboard: true,
  method: "POST",
  path: "/api/user/organizations",
  summary: "Create a further organization and own it",
  body: NewOrganization,
  success: { status: 201, body: OwnOrganization },
});

export const SwitchedOrganization = OwnOrganization.extend({
  /** For callers with a session token: one of the same session whose `org_id` names the organization. */
  access_token: z.string().optional(),
});
export type SwitchedOrganization = z.output<typeof SwitchedOrganization>;

export const switchOrganizationContract = defineContract({
  ...ownAffairs,
  dashboard: true,
  method: "PUT",
  path: "/api/user/organization",
  refuses: [404],
  summary: "Let this session act for another of the user's organizations from now on",
  body: z.strictObject({ organization_id: z.string().min(1).max(200) }),
  success: { status: 200, body: SwitchedOrganization, secret: true },
});

export const leaveOrganizationContract = defineContract({
  ...ownAffairs,
  dashboard: true,
  method: "POST",
  path: "/api/user/organization/leave",
  refuses: [409],
  reauthenticated: true,
  summary: "Leave the organization that the session acts for; the session goes on in the personal one",
  success: { status: 200, body: z.object({ organization_id: z.string(), ended: EndedAccess }) },
});

const InvitationToken = z.strictObject({ token: z.string().min(1).max(200) });

export const acceptInvitationContract = defineContract({
  ...ownAffairs,
  dashboard: true,
  method: "POST",
  path: "/api/user/invitations/accept",
  refuses: [404, 409],
  summary: "Accept an invitation with the secret of its link",
  body: InvitationToken,
  success: { status: 200, body: OwnOrganization },
});

/** What the page behind the link shows; the holder of the secret was meant to see it. */
export const InvitationPreview = z.object({
  organization: z.string(),
  email: z.string(),
  role: Role,
  invited_by: z.string().nullable(),
  expires_at: Timestamp,
});
export type InvitationPreview = z.output<typeof InvitationPreview>;

export const previewInvitationContract = defineContract({
  method: "POST",
  path: "/api/user/invitations/preview",
  refuses: [404],
  product: "sign-in",
  summary: "What an invitation is to, with the secret of its link",
  allow: ["anonymous"],
  body: InvitationToken,
  success: { status: 200, body: InvitationPreview },
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
  accept: acceptInvitationContract,
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
