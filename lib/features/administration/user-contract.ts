import { z } from "zod";
import { SessionKind } from "@/lib/generated/prisma/enums";
import { administered, decidedInPerson } from "@/lib/http/administered";
import { type Contract, defineContract } from "@/lib/http/contract";
import { listOf, Page } from "@/lib/http/page";
import { Timestamp } from "@/lib/http/timestamp";
import { AccountAccess, PlannedOrganization } from "@/lib/tenancy/account-shapes";
import { OneById, SearchText } from "./admin-shapes";

const Count = z.number().int();

/** A user as the operator lists them. */
export const AdminUser = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  email_verified: z.boolean(),
  instance_admin: z.boolean(),
  /** Since when an administrator keeps them out; null: they are let in. */
  suspended_at: Timestamp.nullable(),
  organizations: Count,
  created_at: Timestamp,
});
export type AdminUser = z.output<typeof AdminUser>;

const Used = { created_at: Timestamp, last_used_at: Timestamp.nullable() };

/** How a user can sign in: never a secret, nor anything that one could be guessed from. */
export const AdminUserFactors = z.object({
  password: z.boolean(),
  providers: z.array(z.object({ provider: z.string(), email: z.string().nullable(), ...Used })),
  authenticator: z.object(Used).nullable(),
  passkeys: z.array(z.object({ name: z.string(), ...Used })),
  recovery_codes_left: Count,
});
export type AdminUserFactors = z.output<typeof AdminUserFactors>;

export const AdminUserDetail = AdminUser.extend({
  /** Since when the next sign-in with a password needs a new one. */
  password_reset_required_at: Timestamp.nullable(),
  /** They can neither be suspended, deleted nor stop administering. */
  last_administrator: z.boolean(),
  factors: AdminUserFactors,
  access: AccountAccess,
  /** What their deletion would do with each of their organizations; one that it `blocks` holds it up. */
  memberships: z.array(PlannedOrganization),
});
export type AdminUserDetail = z.output<typeof AdminUserDetail>;

export const AdminUserQuery = Page.extend({
  /** Part of the name or email address, or the whole identifier. */
  search: SearchText.optional(),
  admins: z.enum(["true", "false"]).optional(),
  suspended: z.enum(["true", "false"]).optional(),
});
export type AdminUserQuery = z.output<typeof AdminUserQuery>;

/** A live session of a user; it is told where it was started from, not what it is known by. */
export const AdminUserSession = z.object({
  id: z.string(),
  kind: z.enum(SessionKind),
  created_at: Timestamp,
  last_used_at: Timestamp.nullable(),
  expires_at: Timestamp,
  ip_address: z.string().nullable(),
  user_agent: z.string().nullable(),
});
export type AdminUserSession = z.output<typeof AdminUserSession>;

const changed = { status: 200, body: z.object({ data: AdminUserDetail }), framed: true } as const;
const onUser = { ...administered, dashboard: true, params: OneById } as const;
const decidesOnUser = { ...decidedInPerson, dashboard: true, params: OneById } as const;

export const listUsersContract = defineContract({
  ...administered,
  dashboard: true,
  method: "GET",
  path: "/api/v1/admin/users",
  summary: "List every user of this deployment, newest first",
  query: AdminUserQuery,
  success: { status: 200, body: listOf(AdminUser), framed: true },
});

export const getUserContract = defineContract({
  ...onUser,
  method: "GET",
  path: "/api/v1/admin/users/{id}",
  summary: "A user with their ways to sign in; also what ends or stays with a suspension or deletion",
  success: { status: 200, body: z.object({ data: AdminUserDetail }), framed: true },
});

export const changeUserContract = defineContract({
  ...decidesOnUser,
  method: "PATCH",
  path: "/api/v1/admin/users/{id}",
  refuses: [409],
  summary: "Make a user an administrator of this deployment, or none any more",
  body: z.strictObject({ instance_admin: z.boolean() }),
  success: { status: 200, body: z.object({ data: AdminUser }), framed: true },
});

export const deleteUserContract = defineContract({
  ...decidesOnUser,
  method: "DELETE",
  path: "/api/v1/admin/users/{id}",
  refuses: [409],
  summary: "Delete a user with their tokens; every organization in which they are alone ends with them",
  success: { status: 204 },
});

export const suspendUserContract = defineContract({
  ...decidesOnUser,
  method: "POST",
  path: "/api/v1/admin/users/{id}/suspend",
  refuses: [409],
  summary:
    "Keep a user out: their sessions and app grants end, their tokens count for nothing until they are reactivated",
  success: changed,
});

export const reactivateUserContract = defineContract({
  ...decidesOnUser,
  method: "POST",
  path: "/api/v1/admin/users/{id}/reactivate",
  summary: "Let a suspended user in again",
  success: changed,
});

export const requirePasswordResetContract = defineContract({
  ...decidesOnUser,
  method: "POST",
  path: "/api/v1/admin/users/{id}/require-password-reset",
  refuses: [409],
  summary: "Sign a user out; their password opens nothing until they have set a new one",
  success: changed,
});

export const listUserSessionsContract = defineContract({
  ...onUser,
  method: "GET",
  path: "/api/v1/admin/users/{id}/sessions",
  summary: "Where a user is signed in, newest first",
  query: Page,
  success: { status: 200, body: listOf(AdminUserSession), framed: true },
});

export const endUserSessionsContract = defineContract({
  ...decidesOnUser,
  method: "DELETE",
  path: "/api/v1/admin/users/{id}/sessions",
  summary: "Sign a user out everywhere",
  success: { status: 204 },
});

export const endUserSessionContract = defineContract({
  ...decidesOnUser,
  method: "DELETE",
  path: "/api/v1/admin/users/{id}/sessions/{session_id}",
  summary: "Sign out one session of a user",
  params: z.object({ id: z.string(), session_id: z.string() }),
  success: { status: 204 },
});

/** What the administration's pages call about users. */
export const dashboardUserContracts = {
  list: listUsersContract,
  get: getUserContract,
  change: changeUserContract,
  delete: deleteUserContract,
  suspend: suspendUserContract,
  reactivate: reactivateUserContract,
  requirePasswordReset: requirePasswordResetContract,
  listSessions: listUserSessionsContract,
  endSessions: endUserSessionsContract,
  endSession: endUserSessionContract,
};

/** Every row about the deployment's users. */
export const userContracts: readonly Contract[] = Object.values(dashboardUserContracts);
