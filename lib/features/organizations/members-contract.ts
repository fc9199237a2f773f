import { z } from "zod";
import { defineContract } from "@/lib/http/contract";
import { Page, sortedPage, Total } from "@/lib/http/page";
import { Instant } from "@/lib/http/timestamp";
import { Count, KeyFate, managing, Role, reading } from "./organization-terms";

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
