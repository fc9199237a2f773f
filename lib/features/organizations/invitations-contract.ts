import { z } from "zod";
import { defineContract } from "@/lib/http/contract";
import { listOf, Page } from "@/lib/http/page";
import { Timestamp } from "@/lib/http/timestamp";
import { managing, ownAffairs, Role, reading } from "./organization-terms";
import { OwnOrganization } from "./own-organizations-contract";

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

export const InvitationList = listOf(Invitation);
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
